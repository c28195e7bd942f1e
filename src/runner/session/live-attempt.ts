// One attempt of a session from its claim until the server has its finish on record.
import { AttemptOutput } from './attempt-output.ts';
import { executeCommand } from '../command/execute-command.ts';
import { executeGraph } from '../graph/execute-graph.ts';
import { executeSteps } from '../steps/steps-execution.ts';
import { HISTORY_TIMEOUT_MS } from '../call/call-times.ts';
import type { Execution } from '../execution.ts';
import type { ReportQueue } from './report-queue.ts';
import type { RunnerContext } from '../runner-context.ts';
import { RUNNER_POINTS } from '../runner-options.ts';
import type { SlotCount } from '../slot-count.ts';
import type { AttemptEnd, AttemptRef, BeatRef, ClaimedAttempt, Control, HistoryAnswer } from '../../domain/dispatch/protocol.ts';
import { isStronger, type Order } from '../../domain/task/order.ts';

/** The parts of a session that an attempt needs. */
export interface AttemptHome {
  /** The session's id. */
  readonly session: string;
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
  readonly #place: SlotCount | undefined;
  #order: Order | null = null;
  #isDropped = false;

  constructor(claimed: ClaimedAttempt, home: AttemptHome) {
    this.ref = { attemptId: claimed.attemptId, epoch: claimed.epoch };
    this.#home = home;
    this.#output = new AttemptOutput(this.ref, home.queue);
    this.#place = placeFor(claimed, home.context);
    this.#place?.take();
    this.#execution = this.#execute(claimed);
    void this.#execution.done.then((end) => this.#ended(end));
  }

  /** Obeys an order; false when it asks for no more than an earlier one, orders are repeated until the attempt ends. */
  obey(order: Order): boolean {
    if (!isStronger(order, this.#order)) return false;
    this.#order = order;
    this.#execution.obey(order);
    return true;
  }

  /** Takes in a control; false when it says nothing new, or the work knows no controls. */
  control(control: Control): boolean {
    return this.#execution.control?.(control) ?? false;
  }

  /** What beats say of it. */
  get beatRef(): BeatRef {
    const { controlN } = this.#execution;
    return controlN === undefined ? this.ref : { ...this.ref, controlN };
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

  #execute(claimed: ClaimedAttempt): Execution {
    const { context, queue, session } = this.#home;
    const { spec } = claimed;
    const output = this.#output;
    if (spec.kind === 'command') return executeCommand({ ...claimed, spec }, { context, output });
    const { house, client, options } = context;
    if (spec.kind === 'graph') return executeGraph({ ...claimed, spec }, { session, context, queue, output });
    const history = (after: number, signal: AbortSignal): Promise<HistoryAnswer> => client.history({ session, ...this.ref, after }, { timeoutMs: HISTORY_TIMEOUT_MS, signal });
    return executeSteps({ ...claimed, spec }, { house, queue, output, history, log: options.log });
  }

  #ended(end: AttemptEnd | null): void {
    this.#home.context.options.onPoint?.(RUNNER_POINTS.ended);
    this.#place?.give();
    if (end === null || this.#isDropped) return;
    this.#output.close();
    this.#home.queue.push({ ...finishFact(this.ref, end), taken: () => this.#home.settled(this) });
  }
}

/** The place that an attempt takes: its deck, or one of the slots; undefined for a deck that this runner has not. */
export function placeFor({ spec }: ClaimedAttempt, { decks, slots }: RunnerContext): SlotCount | undefined {
  return spec.kind === 'steps' ? decks.get(spec.deck) : slots;
}

/** The finish of an attempt as a fact for the queue. */
export function finishFact(ref: AttemptRef, end: AttemptEnd): { json: (n: number) => string; fallback: (n: number) => string } {
  const item = (n: number, told: AttemptEnd): string => JSON.stringify({ n, type: 'finish', ...ref, end: told });
  const refused: AttemptEnd = { by: 'CRASHED', message: `the server refused the report of an end by ${end.by}; see the log of the runner` };
  return { json: (n) => item(n, end), fallback: (n) => item(n, refused) };
}
