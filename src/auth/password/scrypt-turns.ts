// The line before the hashing of passwords: few at a time, few in the line, the rest is turned away.
import { TooManyAttempts } from './too-many-attempts.ts';

/** Hashes computed at a time: each takes 32 MiB and one of the four threads that files and name look-ups need as well. */
export const MAX_HASHES = 2;
/** Most that wait in line: about three seconds of work. */
export const MAX_WAITING_HASHES = 32;
/** When to try again, in seconds, for who is turned away. */
const BUSY_SECONDS = 2;

/** A line of bounded length before work of bounded width. */
export class ScryptTurns {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** Does the work when it is its turn. Throws `TooManyAttempts` at once when the line is full. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= MAX_HASHES) await this.#turn();
    else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The place passes on without becoming free, so that nobody gets in between.
      if (next) next();
      else this.#running--;
    }
  }

  /** Whether the next one would be turned away. */
  get isFull(): boolean {
    return this.#waiting.length >= MAX_WAITING_HASHES;
  }

  #turn(): Promise<void> {
    if (this.isFull) throw new TooManyAttempts(BUSY_SECONDS, 'too many passwords are being checked');
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
