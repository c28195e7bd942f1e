// The executor of `steps` work: one attempt from its history to its end.
import { MAX_LINE_LENGTH, type AttemptEnd, type ClaimedAttempt, type Control } from '../../domain/dispatch/protocol.ts';
import type { StepsSpec } from '../../domain/steps/steps-spec.ts';
import type { Order } from '../../domain/task/order.ts';
import type { DeckHouse } from '../deck/deck-house.ts';
import type { Execution, StopCause } from '../execution.ts';
import type { RunnerLog } from '../runner-options.ts';
import type { AttemptOutput } from '../session/attempt-output.ts';
import type { ReportQueue } from '../session/report-queue.ts';
import { LeafSteps } from './leaf-step.ts';
import { loadHistory, type HistoryPage } from './load-history.ts';
import { ParsedSources } from './parsed-sources.ts';
import { StepActions } from './step-actions.ts';
import { StepHistory } from './step-history.ts';
import { StepJournal } from './step-journal.ts';
import { StepWalk } from './step-walk.ts';
import { awayEnd, runCourse } from './steps-course.ts';
import { StepsGate } from './steps-gate.ts';

/** An attempt whose work is steps. */
export interface ClaimedSteps extends ClaimedAttempt {
  readonly spec: StepsSpec;
}

/** What the executor works with. */
export interface StepsTools {
  readonly house: Pick<DeckHouse, 'call' | 'decks'>;
  readonly queue: ReportQueue;
  readonly output: AttemptOutput;
  readonly history: HistoryPage;
  readonly log: RunnerLog;
}

/** Begins an attempt; everything that happens to it is in the promise of its end. */
export function executeSteps(claimed: ClaimedSteps, tools: StepsTools): Execution {
  return new StepsExecution(claimed, tools);
}

class StepsExecution implements Execution {
  readonly done: Promise<AttemptEnd | null>;
  readonly #claimed: ClaimedSteps;
  readonly #tools: StepsTools;
  readonly #journal: StepJournal;
  readonly #gate: StepsGate;

  constructor(claimed: ClaimedSteps, tools: StepsTools) {
    this.#claimed = claimed;
    this.#tools = tools;
    this.#journal = new StepJournal({ attemptId: claimed.attemptId, epoch: claimed.epoch }, tools.queue);
    this.#gate = new StepsGate(claimed, this.#journal);
    this.done = this.#run();
  }

  get controlN(): number {
    return this.#gate.controlN;
  }

  stop(cause: StopCause, options = { atOnce: false }): void {
    this.#gate.stop(cause, options);
  }

  obey(order: Order): void {
    this.#gate.obey(order);
  }

  control(control: Control): boolean {
    return this.#gate.control(control);
  }

  async #run(): Promise<AttemptEnd | null> {
    const { spec, attemptId } = this.#claimed;
    const { house, log } = this.#tools;
    if (!house.decks.some(({ name }) => name === spec.deck)) return { by: 'INVALID', message: `this runner has no deck ${JSON.stringify(spec.deck)}; enqueue the task where a runner offers it` };
    try {
      return await this.#course(await this.#history());
    } catch (error) {
      if (this.#gate.ending.aborted) return awayEnd(this.#gate);
      log.error({ err: error, attemptId }, 'the runner could not carry out the steps of an attempt');
      return { by: 'CRASHED', message: `the runner could not carry out the steps: ${error instanceof Error ? error.message : String(error)}`.slice(0, MAX_LINE_LENGTH) };
    }
  }

  async #history(): Promise<StepHistory> {
    return this.#claimed.resumes ? loadHistory(this.#tools.history, this.#gate.ending) : new StepHistory();
  }

  #course(history: StepHistory): Promise<AttemptEnd | null> {
    const { spec } = this.#claimed;
    const { house, output } = this.#tools;
    const [gate, journal] = [this.#gate, this.#journal];
    const actions = new StepActions({ deck: spec.deck, house, gate, journal, output });
    const leaves = new LeafSteps({ gate, journal, history, output, actions, onStepError: spec.onStepError });
    const walk = new StepWalk({ gate, leaves, sources: new ParsedSources() });
    return runCourse(spec, { gate, journal, history, output, walk });
  }
}
