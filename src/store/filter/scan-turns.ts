// Turns of reads that may look at every row: few at a time, so that who searches leaves connections to those who work.
import { DomainError } from '../../domain/errors.ts';

/** Of so many connections of the pool one may be in such a read, and at least one of all. */
export const SCAN_SHARE = 4;
/** Longest wait for a turn, in milliseconds: as long as one read may take. */
export const SCAN_TURN_MS = 3_000;
/** Reads that may wait for a turn; more would not get theirs in time. */
export const MAX_WAITING_SCANS = 200;

/** The turns of one pool, given in the order in which they were asked for. */
export class ScanTurns {
  readonly #waiting = new Set<() => void>();
  readonly #waitMs: number;
  #free: number;

  constructor(poolSize: number, waitMs: number = SCAN_TURN_MS) {
    this.#free = Math.max(1, Math.floor(poolSize / SCAN_SHARE));
    this.#waitMs = waitMs;
  }

  /** Does the work in a turn. Throws LIMIT_EXCEEDED when none is free in time, and the signal's reason when it fires before. */
  async during<T>(signal: AbortSignal | null, work: () => Promise<T>): Promise<T> {
    await this.#take(signal);
    try {
      return await work();
    } finally {
      this.#giveBack();
    }
  }

  #take(signal: AbortSignal | null): Promise<void> {
    signal?.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    if (this.#waiting.size >= MAX_WAITING_SCANS) return Promise.reject(tooMany());
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        this.#waiting.delete(begin);
      };
      const begin = (): void => { leave(); resolve(); };
      const abort = (): void => { leave(); reject(signal!.reason as Error); };
      const timer = setTimeout(() => { leave(); reject(tooMany()); }, this.#waitMs);
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.add(begin);
    });
  }

  // Whoever has waited longest gets the turn itself: it is never free in between.
  #giveBack(): void {
    const next = this.#waiting.values().next().value;
    if (next) next();
    else this.#free += 1;
  }
}

function tooMany(): DomainError {
  return new DomainError('LIMIT_EXCEEDED', 'filter: too many lists that no index serves are being read at the moment: try again, or add a condition such as a project, a run or a status', { path: ['filter'] });
}
