// What the processes of a trial say to each other.
import type { TrialStrategy } from './trial-strategy.ts';

/** To either process, first of all. */
export interface TrialSettings {
  readonly type: 'settings';
  readonly url: string;
  readonly seed: number;
  readonly strategy: TrialStrategy;
  /** The writers stop when this many events are committed. */
  readonly events: number;
}

/** To the subscribers: the writers have stopped, this is all there is. */
export interface TrialEnd {
  readonly type: 'end';
  readonly lastSeq: number;
}

/** From the writers. */
export interface WritersDone {
  readonly type: 'written';
  readonly committed: number;
  readonly rolledBack: number;
  readonly lastSeq: number;
  readonly seconds: number;
  /** What a subscriber in the writers' own process saw, whose events come by offers. */
  readonly verdict: Verdict;
}

/** What one subscriber saw, judged against the versions the events carry. */
export interface Verdict {
  readonly name: string;
  readonly seen: number;
  /** Versions of an entity that never came. */
  readonly lost: number;
  /** Versions that came although the same or a later one of the entity had come before. */
  readonly repeatedOrLate: number;
  /** Events whose number was not above that of the event before. */
  readonly outOfOrder: number;
  readonly caughtUp: number;
  readonly connections: number;
}

/** From the subscribers. */
export interface SubscribersDone {
  readonly type: 'verdicts';
  readonly verdicts: readonly Verdict[];
}

/** From either process: it is ready for the next step. */
export interface TrialReady {
  readonly type: 'ready';
}

/** How many entities the writers share. */
export const ENTITIES = 48;

/** The entity of this index: the last digits of a fixed id. */
export function entityId(index: number): string {
  return `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`;
}

/** A seeded source of numbers in [0, 1): mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
