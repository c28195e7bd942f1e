// Long polls: register, read the state, then wait for it to change.

/** Why a wait ended. */
export type WaitEnd = 'event' | 'timeout' | 'aborted';

/** How long to wait. */
export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Remembers that something matched, not what: the caller reads again. What happens between the registration and the
 * wait is not missed, which is why the registration comes before the read. One wait at a time.
 */
export class Waiter implements Disposable {
  readonly #unsubscribe: () => void;
  #matched = false;
  #end: ((end: WaitEnd) => void) | null = null;

  /** `subscribe` is the hub's, with the filter bound. */
  constructor(subscribe: (matched: () => void) => () => void) {
    this.#unsubscribe = subscribe(() => {
      this.#matched = true;
      this.#end?.('event');
    });
  }

  /** 'event' at once when one has matched since the registration or the last such answer. */
  async wait(options: WaitOptions): Promise<WaitEnd> {
    if (this.#end) throw new Error('this waiter is waiting already: make one for each wait');
    const end = options.signal?.aborted ? 'aborted' : this.#matched ? 'event' : await this.#next(options);
    if (end === 'event') this.#matched = false;
    return end;
  }

  /** Ends the registration; a wait under way answers 'aborted'. */
  close(): void {
    this.#unsubscribe();
    this.#end?.('aborted');
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #next(options: WaitOptions): Promise<WaitEnd> {
    const { promise, resolve } = Promise.withResolvers<WaitEnd>();
    const aborted = () => resolve('aborted');
    const timer = setTimeout(resolve, options.timeoutMs, 'timeout');
    options.signal?.addEventListener('abort', aborted);
    this.#end = resolve;
    try {
      return await promise;
    } finally {
      this.#end = null;
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', aborted);
    }
  }
}
