// One wait for the end of a run: news that it goes on shorten it or do nothing, and cost no look at the run.
import { wireState, type WireState } from '../../../../domain/graph/wire/wire-state.ts';
import type { ResultValues } from '../../../../engine/read/told-results.ts';
import { isGoingOn } from './open-state.ts';
import type { RunWake } from './run-wakes.ts';

/** For how long a wait goes on when the run was seen to begin, ms: who waits for a short one is answered with its end, who waits for a long one learns that it began. */
export const BEGUN_MS = 1_000;

/** How long to wait; and the state at first when a beginning is news, too, else null. */
export interface Patience {
  readonly ms: number;
  readonly first: WireState | null;
}

/** A wait of so long from its making. */
export class PatientWait {
  readonly #wake: RunWake;
  readonly #signal: AbortSignal;
  #first: WireState | null;
  #deadline: number;

  constructor(wake: RunWake, signal: AbortSignal, { ms, first }: Patience) {
    this.#wake = wake;
    this.#signal = signal;
    this.#first = first;
    this.#deadline = performance.now() + ms;
  }

  /** Whether nothing is waited for any more: its time is over, or nobody is there. */
  get isOver(): boolean {
    return this.#signal.aborted || performance.now() >= this.#deadline;
  }

  /** Resolves with the news that the run has ended, and when the wait is over: then it is to be looked at, unless what it has given came with the news. */
  async forEnd(): Promise<ResultValues | null> {
    while (!this.isOver) {
      const news = await this.#wake.wait(this.#deadline - performance.now(), this.#signal);
      // A timer may come a moment early by this clock: what it was set for is over nevertheless, and is not looked at twice.
      if (news === null) this.#deadline = Math.min(this.#deadline, performance.now());
      if (news === null || !isGoingOn(wireState(news.status))) return news?.values ?? null;
      this.saw(wireState(news.status));
    }
    return null;
  }

  /** Told, or seen: of a run that has begun the end is waited for a little longer, once. */
  saw(state: WireState): void {
    if (this.#first === null || state === this.#first) return;
    this.#first = null;
    this.#deadline = Math.min(this.#deadline, performance.now() + BEGUN_MS);
  }
}
