// Who claimed a moment ago: a busy runner's next claim needs no look at who it is before, because the claim itself confirms it.
import type { Clock } from '../../../domain/ports.ts';
import type { ClaimingRunner } from '../../../store/write/session.store.ts';
import type { Engine } from '../../engine.ts';

/** Sessions that are remembered; the one that was silent the longest is forgotten first. */
export const MAX_REMEMBERED_CLAIMERS = 10_000;

/**
 * Longest time, in milliseconds, for which the queues of a runner are taken to be the same. Whether its session lives, whether it is
 * to drain, and whether something was made for it alone is confirmed with each claim; a queue made meanwhile is seen so much later.
 */
export const CLAIMER_MEMORY_MS = 1_000;

/** A runner as it was read, and the queue that its last work came from. */
export interface KnownClaimer {
  readonly runner: ClaimingRunner;
  readonly queueId: string;
  /** Those that it prefers to that queue: a claim from it must find nothing due in them. */
  readonly earlier: readonly string[];
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

  /** Remembers a runner that was just read and got all it asked for, the last of it from that queue: it will ask again. */
  learn(session: string, runner: ClaimingRunner, queueId: string): void {
    this.#sessions.delete(session);
    const ids = runner.ownQueues.map((queue) => queue.id);
    this.#sessions.set(session, { runner, queueId, earlier: ids.slice(0, ids.indexOf(queueId)), readAt: this.#clock.now() });
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MAX_REMEMBERED_CLAIMERS && oldest !== undefined) this.#sessions.delete(oldest);
  }

  /** What was remembered has proved wrong, or there was less work than asked for. */
  forget(session: string): void {
    this.#sessions.delete(session);
  }
}

const MEMORIES = new WeakMap<Engine, ClaimerMemory>();

/** The memory of the server that this engine works for. */
export function claimerMemory(engine: Engine): ClaimerMemory {
  const memory = MEMORIES.get(engine) ?? new ClaimerMemory(engine.clock);
  MEMORIES.set(engine, memory);
  return memory;
}
