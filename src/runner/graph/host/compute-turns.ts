// Turns of runs that compute: where a runner has more slots than this machine has processors, small runs compute one after the other instead of all at once.

/**
 * For how long a turn lasts, and for how long a run waits for one at most, ms; whoever has waited so long, or goes on for longer, computes beside those who have turns.
 * Small pictures are done within that time. All of them at once keep each other, and the server beside them, from coming to an end: see the slowest percent in
 * docs/performance.md.
 */
export const TURN_MS = 25;

/** A turn, until it is disposed of or its time is over. */
export type ComputeTurn = Disposable;

/** The turns of one runner. */
export class ComputeTurns {
  readonly #most: number;
  #taken = 0;
  readonly #line: (() => void)[] = [];

  /** So many turns at the same time, but for those who have waited long enough. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Turns that are taken now. */
  get taken(): number {
    return this.#taken;
  }

  /** Resolves with a turn: at once when there is one, else in the order of asking, after `TURN_MS`, or when the signal fires. */
  async take(signal: AbortSignal): Promise<ComputeTurn> {
    if (this.#taken >= this.#most && !signal.aborted) await this.#wait(signal);
    else this.#taken += 1;
    const timer = setTimeout(() => leave(), TURN_MS);
    let isOver = false;
    const leave = (): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      this.#leave();
    };
    return { [Symbol.dispose]: leave };
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const begin = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', begin);
        this.#line.splice(this.#line.indexOf(begin), 1);
        this.#taken += 1;
        resolve();
      };
      const timer = setTimeout(begin, TURN_MS);
      signal.addEventListener('abort', begin);
      this.#line.push(begin);
    });
  }

  #leave(): void {
    this.#taken -= 1;
    if (this.#taken < this.#most) this.#line[0]?.();
  }
}
