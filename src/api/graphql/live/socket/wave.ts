// One wave of a group: items with their payloads, and the frames made of them once for each subscription id.
import type { LiveItem } from '../feed/live-feed.ts';
import { nextFrames } from './text-frame.ts';

/** A subscription on its socket: its id and the encoded start of its messages. */
export interface FrameOwner {
  readonly id: string;
  readonly prefix: Buffer;
}

/** Executed items in order. */
export interface Wave {
  readonly items: readonly LiveItem<unknown>[];
  readonly payloads: readonly Buffer[];
  /** Frames of the payloads from index `first` on, for one subscription. */
  frames(owner: FrameOwner, first: number): Buffer;
}

/** Clients that number their subscriptions alike share the very bytes; others cost one copy of the encoded payloads. */
export function waveOf(items: readonly LiveItem<unknown>[], payloads: readonly Buffer[]): Wave {
  const whole = new Map<string, Buffer>();
  return {
    items,
    payloads,
    frames(owner, first) {
      if (first > 0) return nextFrames(owner.prefix, payloads.slice(first));
      const known = whole.get(owner.id);
      if (known) return known;
      const made = nextFrames(owner.prefix, payloads);
      whole.set(owner.id, made);
      return made;
    },
  };
}
