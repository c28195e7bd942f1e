// Commands on whole runs: one table of where a run stands × command, from which services decide and the documents are made.
import type { RefusalCode, Verdict } from '../task/verdict.ts';
import { ENDED_RUN_STATUSES, type Run } from './run.ts';

/** Every command on a run. */
export const RUN_COMMANDS = ['ENQUEUE', 'PAUSE', 'RESUME', 'RETRY', 'FINISH', 'ABORT', 'CLONE'] as const;
/** A command on a run. */
export type RunCommand = (typeof RUN_COMMANDS)[number];

/** Where a run stands, as far as commands depend on it. */
export const RUN_SITUATIONS = ['open', 'ended', 'finishing', 'deactivated'] as const;
/** Where a run stands. */
export type RunSituation = (typeof RUN_SITUATIONS)[number];

/** What each means, for the documents. */
export const RUN_SITUATION_MEANINGS: Readonly<Record<RunSituation, string>> = {
  open: 'something of it runs or can still start',
  ended: 'nothing of it can start any more by itself',
  finishing: 'it was finished, and something of it still runs',
  deactivated: 'it was aborted, or finished and nothing of it runs any more',
};

/** What the decisions need to know about a run. */
export type RunState = Pick<Run, 'kind' | 'status' | 'deactivated' | 'paused' | 'enqueued'>;

/** Folds a run into its situation. */
export function runSituationOf(run: Pick<Run, 'status' | 'deactivated'>): RunSituation {
  const ended = ENDED_RUN_STATUSES.has(run.status);
  if (run.deactivated === null) return ended ? 'ended' : 'open';
  return run.deactivated === 'FINISHED' && !ended ? 'finishing' : 'deactivated';
}

/** `go`, or the reason not to; a reason in brackets means that nothing needs doing. */
type Cell = 'go' | RefusalCode | `(${RefusalCode})`;

const TABLE: Readonly<Record<RunCommand, Readonly<Record<RunSituation, Cell>>>> = {
  ENQUEUE: { open: 'go', ended: 'go', finishing: 'RUN_ENDED', deactivated: 'RUN_ENDED' },
  PAUSE: { open: 'go', ended: 'ALREADY_ENDED', finishing: 'RUN_ENDED', deactivated: 'RUN_ENDED' },
  RESUME: { open: 'go', ended: 'go', finishing: 'go', deactivated: 'RUN_ENDED' },
  RETRY: { open: 'go', ended: 'go', finishing: 'RUN_ENDED', deactivated: 'RUN_ENDED' },
  FINISH: { open: 'go', ended: '(ALREADY_ENDED)', finishing: '(ALREADY_SO)', deactivated: '(ALREADY_ENDED)' },
  ABORT: { open: 'go', ended: '(ALREADY_ENDED)', finishing: 'go', deactivated: '(ALREADY_ENDED)' },
  CLONE: { open: 'go', ended: 'go', finishing: 'go', deactivated: 'go' },
};

/** The verdict of the table for a situation. */
export function runVerdictOf(situation: RunSituation, command: RunCommand): Verdict {
  const cell = TABLE[command][situation];
  if (cell === 'go') return { kind: 'GO' };
  if (cell.startsWith('(')) return noop(cell.slice(1, -1) as RefusalCode);
  return { kind: 'REFUSE', code: cell as RefusalCode };
}

/** The verdict for a run as it stands: what is already so needs no doing. */
export function decideRun(run: RunState, command: RunCommand): Verdict {
  const verdict = runVerdictOf(runSituationOf(run), command);
  if (verdict.kind !== 'GO') return verdict;
  // A single call belongs to its runner from the first moment: there is no time before its start in which a pause could hold.
  if (command === 'PAUSE' && run.kind === 'SINGLE') return { kind: 'REFUSE', code: 'NOT_SUPPORTED' };
  if (command === 'ENQUEUE' && run.enqueued) return noop('ALREADY_QUEUED');
  if (command === 'PAUSE' && run.paused) return noop('ALREADY_PAUSED');
  return command === 'RESUME' && !run.paused ? noop('ALREADY_SO') : verdict;
}

function noop(code: RefusalCode): Verdict {
  return { kind: 'NOOP', code };
}
