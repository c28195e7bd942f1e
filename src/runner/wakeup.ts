// A bell between two loops: a ring that comes before the wait is not lost.

/** One waiter at a time; several rings before a wait count as one. */
export class Wakeup {
  #rung = false;
  #resolve: (() => void) | null = null;

  /** Wakes the waiter, or makes the next wait return at once. */
  ring(): void {
    this.#rung = true;
    this.#resolve?.();
  }

  /** Waits for a ring or for the signal; the caller looks which it was. */
  async wait(signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) await this.#sleep(signal);
    this.#rung = false;
  }

  async #sleep(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const onAbort = (): void => resolve();
    this.#resolve = resolve;
    signal.addEventListener('abort', onAbort);
    await promise;
    // A session's signal lives for days: listeners that stay would pile up.
    signal.removeEventListener('abort', onAbort);
    this.#resolve = null;
  }
}
