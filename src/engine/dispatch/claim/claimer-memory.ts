// Who claimed a moment ago: a busy runner's next claim needs no look at who it is before, because the claim itself confirms it.
import type { Clock } from '../../../domain/ports.ts';
import type { ClaimingRunner } from '../../../store/write/session.store.ts';

/** Sessions that are remembered; the one that was silent the longest is forgotten first. */
export const MAX_REMEMBERED_CLAIMERS = 10_000;

/**
 * Longest time, in milliseconds, for which the queues of a runner are taken to be the same. Whether its session lives, whether it is
 * to drain, and whether something was made for it alone is confirmed with each claim; a queue made meanwhile is seen so much later.
 */
export const CLAIMER_MEMORY_MS = 1_000;

/** A runner as it was read, and whether its work came from another queue than its first: then that one is looked at before a claim goes to it. */
export interface KnownClaimer {
  readonly runner: ClaimingRunner;
  readonly looksFirst: boolean;
}

interface Remembered extends KnownClaimer {
  readonly readAt: number;
}

/** The memory of one server. */
export class ClaimerMemory {
  readonly #sessions = new Map<string, Remembered>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The runner as it was read a moment ago; undefined when that was too long ago. */
  recall(session: string): KnownClaimer | undefined {
    const known = this.#sessions.get(session);
    const age = known ? this.#clock.now() - known.readAt : 0;
    // A clock that was set back makes it older than it says.
    if (known && age >= 0 && age <= CLAIMER_MEMORY_MS) return known;
    this.#sessions.delete(session);
    return undefined;
  }

  /** Remembers a runner that was just read and got all it asked for: it will ask again. */
  learn(session: string, runner: ClaimingRunner, { looksFirst }: { readonly looksFirst: boolean }): void {
    this.#sessions.delete(session);
    this.#sessions.set(session, { runner, looksFirst, readAt: this.#clock.now() });
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MAX_REMEMBERED_CLAIMERS && oldest !== undefined) this.#sessions.delete(oldest);
  }

  /** What was remembered has proved wrong, or there was less work than asked for. */
  forget(session: string): void {
    this.#sessions.delete(session);
  }
}
