// The frames of one wave, made once for each subscription id.
import { nextFrames } from './text-frame.ts';

/** A subscription on its socket: its id and the encoded start of its messages. */
export interface FrameOwner {
  readonly id: string;
  readonly prefix: Buffer;
}

/** Frames of `payloads` from index `first` on, for one subscription. */
export type WaveFrames = (owner: FrameOwner, first: number) => Buffer;

/** Clients that number their subscriptions alike share the very bytes; others cost one copy of the encoded payloads. */
export function waveFrames(payloads: readonly Buffer[]): WaveFrames {
  const whole = new Map<string, Buffer>();
  return (owner, first) => {
    if (first > 0) return nextFrames(owner.prefix, payloads.slice(first));
    const known = whole.get(owner.id);
    if (known) return known;
    const made = nextFrames(owner.prefix, payloads);
    whole.set(owner.id, made);
    return made;
  };
}
