// The executor of `graph` work: one attempt from its files to its result.
import { MAX_LINE_LENGTH, type AttemptEnd, type ClaimedAttempt } from '../../domain/dispatch/protocol.ts';
import type { GraphSpec } from '../../domain/graph/graph-spec.ts';
import { storedText } from '../../domain/input/stored-json.ts';
import type { Order } from '../../domain/task/order.ts';
import { InvalidWork } from '../command/invalid-work.ts';
import { outranks, type Execution, type StopCause } from '../execution.ts';
import { after } from '../retry-delay.ts';
import type { RunnerContext } from '../runner-context.ts';
import { RUNNER_POINTS } from '../runner-options.ts';
import type { AttemptOutput } from '../session/attempt-output.ts';
import type { ReportQueue } from '../session/report-queue.ts';
import { carryOutRun } from './carry-out-run.ts';
import { NodeFailure } from './algorithm-code.ts';
import { HostError } from './host/host-error.ts';

/** An attempt whose work is a graph. */
export interface ClaimedGraph extends ClaimedAttempt {
  readonly spec: GraphSpec;
}

/** What the executor works with. */
export interface GraphTools {
  /** The session's id, for files. */
  readonly session: string;
  readonly context: RunnerContext;
  readonly queue: ReportQueue;
  readonly output: AttemptOutput;
}

/** Begins an attempt; everything that happens to it is in the promise of its end. */
export function executeGraph(claimed: ClaimedGraph, tools: GraphTools): Execution {
  return new GraphExecution(claimed, tools);
}

class GraphExecution implements Execution {
  readonly done: Promise<AttemptEnd | null>;
  readonly #claimed: ClaimedGraph;
  readonly #tools: GraphTools;
  readonly #stop = new AbortController();
  #cause: StopCause | null = null;

  constructor(claimed: ClaimedGraph, tools: GraphTools) {
    this.#claimed = claimed;
    this.#tools = tools;
    this.done = this.#run();
  }

  stop(cause: StopCause): void {
    if (outranks(cause, this.#cause)) this.#cause = cause;
    // With or without a grace: nodes have nothing to put in order, and a process that does not let go is ended.
    this.#stop.abort(new Error('the run was ended'));
  }

  obey({ verb }: Order): void {
    // A graph has no boundary before its own end, so STOP lets it go on.
    if (verb !== 'STOP') this.stop({ by: 'ORDER', verb });
  }

  async #run(): Promise<AttemptEnd | null> {
    const { context } = this.#tools;
    const { spec } = this.#claimed;
    const cancel = after(spec.limits.timeoutSeconds * 1_000, () => this.stop({ by: 'TIMEOUT' }));
    try {
      if (context.graphs === null) throw new InvalidWork('this runner carries out no graphs; give the deployment a queue whose runners do');
      context.options.onPoint?.(RUNNER_POINTS.started);
      return await carryOutRun(this.#claimed, { ...this.#tools, house: context.graphs, signal: this.#stop.signal });
    } catch (error) {
      return this.#endOf(error);
    } finally {
      cancel();
    }
  }

  #endOf(error: unknown): AttemptEnd | null {
    if (this.#stop.signal.aborted) return causedEnd(this.#cause);
    if (error instanceof InvalidWork) return { by: 'INVALID', message: tellable(error.message) };
    if (error instanceof NodeFailure) return { by: 'FAILED', message: tellable(error.message) };
    if (error instanceof HostError) return { by: 'CRASHED', message: tellable(error.message) };
    this.#tools.context.options.log.error({ err: error, attemptId: this.#claimed.attemptId }, 'the runner could not carry out a graph');
    return { by: 'CRASHED', message: tellable(`the runner could not carry out the graph: ${error instanceof Error ? error.message : String(error)}`) };
  }
}

function tellable(message: string): string {
  return storedText(message.slice(0, MAX_LINE_LENGTH));
}

function causedEnd(cause: StopCause | null): AttemptEnd | null {
  if (cause?.by === 'ORDER' || cause?.by === 'TIMEOUT') return { ...cause, exitCode: null, signal: null };
  return cause?.by === 'HANDED_BACK' ? cause : null;
}
