// One attempt of a session from its claim until the server has its finish on record.
import { AttemptOutput } from './attempt-output.ts';
import { executeCommand } from '../command/execute-command.ts';
import type { Execution } from '../execution.ts';
import type { ReportQueue } from './report-queue.ts';
import type { RunnerContext } from '../runner-context.ts';
import type { AttemptEnd, AttemptRef, ClaimedAttempt } from '../../domain/dispatch/protocol.ts';
import { isStronger, type Order } from '../../domain/task/order.ts';

/** The parts of a session that an attempt needs. */
export interface AttemptHome {
  readonly context: RunnerContext;
  readonly queue: ReportQueue;
  /** Called once: the attempt needs no beat any more. */
  readonly settled: (attempt: LiveAttempt) => void;
}

/** A running attempt, or an ended one whose finish is on its way. */
export class LiveAttempt {
  readonly ref: AttemptRef;
  readonly #home: AttemptHome;
  readonly #output: AttemptOutput;
  readonly #execution: Execution;
  #order: Order | null = null;
  #isDropped = false;

  constructor(claimed: ClaimedAttempt, home: AttemptHome) {
    this.ref = { attemptId: claimed.attemptId, epoch: claimed.epoch };
    this.#home = home;
    this.#output = new AttemptOutput(this.ref, home.queue);
    home.context.slots.take();
    this.#execution = executeCommand(claimed, { context: home.context, output: this.#output });
    void this.#execution.done.then((end) => this.#ended(end));
  }

  /** Obeys an order; false when it asks for no more than an earlier one, orders are repeated until the attempt ends. */
  obey(order: Order): boolean {
    if (!isStronger(order, this.#order)) return false;
    this.#order = order;
    // A program has no boundary before its own end, so STOP lets it go on.
    if (order.verb !== 'STOP') this.#execution.stop({ by: 'ORDER', verb: order.verb }, { atOnce: order.verb === 'KILL' });
    return true;
  }

  /** Ends the work so that another runner may have it. */
  handBack(message: string, options: { readonly atOnce: boolean }): void {
    this.#execution.stop({ by: 'HANDED_BACK', message }, options);
  }

  /** The attempt is no longer this runner's: its processes end, nothing of it is reported from here on. */
  drop(options: { readonly atOnce: boolean }): void {
    this.#isDropped = true;
    this.#output.discard();
    this.#execution.stop({ by: 'DROPPED' }, options);
    this.#home.settled(this);
  }

  #ended(end: AttemptEnd | null): void {
    this.#home.context.slots.give();
    if (end === null || this.#isDropped) return;
    this.#output.close();
    this.#home.queue.push({ ...finishFact(this.ref, end), taken: () => this.#home.settled(this) });
  }
}

/** The finish of an attempt as a fact for the queue. */
export function finishFact(ref: AttemptRef, end: AttemptEnd): { json: (n: number) => string; fallback: (n: number) => string } {
  const item = (n: number, told: AttemptEnd): string => JSON.stringify({ n, type: 'finish', ...ref, end: told });
  const refused: AttemptEnd = { by: 'CRASHED', message: `the server refused the report of an end by ${end.by}; see the log of the runner` };
  return { json: (n) => item(n, end), fallback: (n) => item(n, refused) };
}
