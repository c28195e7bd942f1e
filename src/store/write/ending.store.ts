// Endings: attempts with what is needed to decide about their end, and all decided ends written in one statement.
import type { AttemptOutcome, Failure } from '../../domain/attempt/attempt.ts';
import type { PhaseState } from '../../domain/attempt/phase.ts';
import type { TaskStatus } from '../../domain/task/status.ts';
import type { Connection, Statement } from '../database.ts';
import { TASK_COLUMNS, taskOf, type TaskRow } from './task-write.store.ts';
import type { Task } from '../../domain/task/task.ts';

/** A live attempt with its task, both locked. */
export interface LiveAttempt {
  readonly attemptId: string;
  readonly attemptEpoch: number;
  readonly attemptOrdinal: number;
  readonly sessionId: string | null;
  /** The place that the task had in its queue when it was claimed. */
  readonly place: { readonly queueId: string; readonly priority: number; readonly rank: number } | null;
  readonly task: Task;
}

const RUNS_OF_ATTEMPTS: Statement = {
  name: 'runs-of-attempts',
  text: `SELECT DISTINCT task.run_id AS "runId" FROM attempt JOIN task ON task.id = attempt.task_id WHERE attempt.id = ANY($1::uuid[]) AND task.run_id IS NOT NULL`,
};

/** The runs of attempts, to be locked before the attempts' tasks are. */
export async function runsOfAttempts(tx: Connection, ids: readonly string[]): Promise<readonly string[]> {
  return (await tx.query<{ runId: string }>(RUNS_OF_ATTEMPTS, [ids])).map((row) => row.runId);
}

const LOCK_LIVE: Statement = {
  name: 'lock-live-attempts',
  text: `SELECT attempt.id AS "attemptId", attempt.epoch AS "attemptEpoch", attempt.no AS "attemptOrdinal", attempt.session_id AS "sessionId", attempt.returned_item AS place, ${TASK_COLUMNS}
    FROM attempt JOIN task ON task.id = attempt.task_id WHERE attempt.id = ANY($1::uuid[]) AND attempt.state <> 'ENDED' ORDER BY task.id FOR UPDATE OF task, attempt`,
};

/** Locks live attempts and their tasks, in the order of the tasks' ids; ended attempts are absent. */
export async function lockLiveAttempts(tx: Connection, ids: readonly string[]): Promise<readonly LiveAttempt[]> {
  const rows = await tx.query<Omit<LiveAttempt, 'task'> & TaskRow>(LOCK_LIVE, [ids]);
  return rows.map(({ attemptId, attemptEpoch, attemptOrdinal, sessionId, place, ...task }) => ({ attemptId, attemptEpoch, attemptOrdinal, sessionId, place, task: taskOf(task) }));
}

/** One decided end, ready to be written. `taskStatus` is the status after everything, null when the task stays as it is. */
export interface EndingRow {
  readonly attemptId: string;
  readonly taskId: string;
  readonly generation: number;
  readonly outcome: AttemptOutcome;
  readonly failure: Failure | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly message: string;
  readonly taskStatus: TaskStatus | null;
  readonly reason: string;
  readonly lostCount: number;
  readonly failedCount: number;
  readonly phase: PhaseState;
}

const WRITE: Statement = {
  name: 'write-endings',
  text: `WITH x AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS x ("attemptId" uuid, "taskId" uuid, generation int, outcome text, failure text, "exitCode" int, signal text, message text,
    "taskStatus" text, reason text, "lostCount" int, "failedCount" int, phase text)),
  a AS (UPDATE attempt SET state = 'ENDED', ended_at = now(), outcome = x.outcome, failure = x.failure, exit_code = x."exitCode", signal = x.signal, message = x.message
    FROM x WHERE attempt.id = x."attemptId"),
  p AS (UPDATE phase SET state = x.phase, ended_at = now() FROM x WHERE phase.task_id = x."taskId" AND phase.generation = x.generation AND phase.state = 'RUNNING')
  UPDATE task SET status = x."taskStatus", status_reason = x.reason, status_message = x.message, status_changed_at = now(),
    ended_at = CASE WHEN x."taskStatus" = 'queued' THEN NULL ELSE now() END, lost_count = x."lostCount", failed_count = x."failedCount",
    hold = 'NONE', hold_message = NULL, hold_since = NULL, order_verb = NULL, order_after = NULL, order_cleanup = NULL, order_at = NULL, version = version + 1
  FROM x WHERE task.id = x."taskId" AND x."taskStatus" IS NOT NULL`,
};

/** Writes ends of locked attempts; put the tasks that run again back into their queues yourself. */
export async function writeEndings(tx: Connection, rows: readonly EndingRow[]): Promise<void> {
  if (rows.length > 0) await tx.query(WRITE, [JSON.stringify(rows)]);
}
