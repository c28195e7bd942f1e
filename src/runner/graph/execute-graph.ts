// The executor of `graph` work.
import type { AttemptEnd, ClaimedAttempt } from '../../domain/dispatch/protocol.ts';
import type { GraphSpec } from '../../domain/graph/graph-spec.ts';
import type { Execution } from '../execution.ts';
import type { RunnerContext } from '../runner-context.ts';
import type { AttemptOutput } from '../session/attempt-output.ts';
import type { ReportQueue } from '../session/report-queue.ts';

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
export function executeGraph(_claimed: ClaimedGraph, _tools: GraphTools): Execution {
  const end: AttemptEnd = { by: 'INVALID', message: 'graphs are not carried out yet' };
  return { done: Promise.resolve(end), stop() {}, obey() {} };
}
