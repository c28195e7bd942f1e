// One wave of a group: items with their payloads, and the frames made of them once for all members that take the same bytes.
import type { LiveItem } from '../feed/live-feed.ts';

/** How the messages of one subscription look on the wire. */
export interface FrameForm {
  /** Forms of one group with equal keys make equal frames. */
  readonly key: string;
  /** One buffer with a whole message for each payload, in order: a single write. */
  readonly frames: (payloads: readonly Buffer[]) => Buffer;
}

/** Executed items in order. */
export interface Wave {
  readonly items: readonly LiveItem<unknown>[];
  readonly payloads: readonly Buffer[];
  /** Frames of the payloads from index `first` on, for one subscription. */
  frames(form: FrameForm, first: number): Buffer;
}

/** Members whose forms have one key share the very bytes; others cost one copy of the encoded payloads. */
export function waveOf(items: readonly LiveItem<unknown>[], payloads: readonly Buffer[]): Wave {
  const whole = new Map<string, Buffer>();
  return {
    items,
    payloads,
    frames(form, first) {
      if (first > 0) return form.frames(payloads.slice(first));
      const known = whole.get(form.key);
      if (known) return known;
      const made = form.frames(payloads);
      whole.set(form.key, made);
      return made;
    },
  };
}
