// Large bodies are worked on one after the other: what is made of one takes a multiple of its size, and the process a moment.

/** From this size on, in bytes, a body waits for its turn, and other calls get one between the steps of its work. */
export const LARGE_BYTES = 4 * 1_048_576;

/** A line of those who work on something large. */
export class LargeTurns {
  #last: Promise<unknown> = Promise.resolve();

  /** Does the work when all that came before is done, whatever became of that; at once for a small size. */
  async take<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    if (bytes <= LARGE_BYTES) return await work();
    const before = this.#last;
    const turn = (async () => {
      await before;
      return await work();
    })();
    this.#last = turn.catch(() => undefined); // told to whoever asked for it
    return await turn;
  }
}
