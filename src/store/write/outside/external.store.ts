// Attempts of outside workers: begun, seen, looked for when overdue, and locked to be ended.
import type { CallersAttempt } from '../../../domain/attempt/external.ts';
import type { Connection, Statement } from '../../database.ts';

const NEWEST_OF: Statement = {
  name: 'newest-attempt-of-runner',
  text: 'SELECT state, started_at IS NOT NULL AS started, outcome FROM attempt WHERE task_id = $1 AND runner_id = $2 ORDER BY no DESC LIMIT 1',
};

/** The newest attempt of a runner at a locked task; null when it never had one. */
export async function newestAttemptOf(tx: Connection, of: { readonly taskId: string; readonly runnerId: string }): Promise<CallersAttempt | null> {
  return (await tx.query<CallersAttempt>(NEWEST_OF, [of.taskId, of.runnerId]))[0] ?? null;
}

const NEWEST_OF_USER: Statement = {
  name: 'newest-attempt-of-user',
  text: `SELECT attempt.state, attempt.started_at IS NOT NULL AS started, attempt.outcome FROM attempt JOIN runner ON runner.id = attempt.runner_id
    WHERE attempt.task_id = $1 AND runner.user_id = $2 AND runner.kind = 'CLEARML' ORDER BY attempt.no DESC LIMIT 1`,
};

/** The newest attempt at a locked task that any outside worker of a user has had; null when none had one. */
export async function newestAttemptOfUser(tx: Connection, of: { readonly taskId: string; readonly userId: string }): Promise<CallersAttempt | null> {
  return (await tx.query<CallersAttempt>(NEWEST_OF_USER, [of.taskId, of.userId]))[0] ?? null;
}

const SILENCE: Statement = {
  name: 'silence-of-attempt',
  text: `SELECT extract(epoch FROM clock_timestamp() - greatest(attempt.last_seen_at, task_activity.last_update))::float8 AS seconds
    FROM attempt LEFT JOIN task_activity ON task_activity.task_id = attempt.task_id WHERE attempt.task_id = $1 AND attempt.state <> 'ENDED'`,
};

/** Seconds since the last sign of life of the live attempt of a task; 0 when it has none. */
export async function silenceOf(tx: Connection, taskId: string): Promise<number> {
  return (await tx.query<{ seconds: number }>(SILENCE, [taskId]))[0]?.seconds ?? 0;
}

/** A start of a locked task by an outside worker: of the attempt that was handed out, or of a new one. */
export interface ExternalStart {
  readonly taskId: string;
  readonly attemptId: string;
  readonly isNew: boolean;
  readonly runnerId: string;
  readonly phaseId: string;
  readonly reason: string;
  readonly message: string;
}

/** What the start made. */
export interface StartedRow {
  readonly generation: number;
  readonly epoch: number;
  readonly attemptNo: number;
  readonly phaseId: string;
}

// A new attempt is a new epoch, the one that was handed out has had it since then. By the clock, not by now(): this transaction
// may have begun, and waited for the lock, before the one that ended the task's attempt before it.
const BEGIN: Statement = {
  name: 'begin-external',
  text: `WITH t AS (
    UPDATE task SET status = 'in_progress', status_reason = $5, status_message = $6, status_changed_at = now(), started_at = coalesce(started_at, now()), ended_at = NULL,
      epoch = epoch + $7, attempt_no = attempt_no + $7, lost_count = 0, failed_count = 0, version = version + 1 WHERE id = $1
    RETURNING id, generation, epoch, attempt_no),
  a AS (
    INSERT INTO attempt (id, task_id, generation, no, fence, state, runner_id, epoch, claimed_at, started_at, last_seen_at)
    SELECT $2, id, generation, attempt_no, 'EXTERNAL', 'RUNNING', $3, epoch, clock_timestamp(), clock_timestamp(), clock_timestamp() FROM t
    ON CONFLICT (id) DO UPDATE SET state = 'RUNNING', started_at = clock_timestamp(), last_seen_at = clock_timestamp()),
  p AS (
    INSERT INTO phase (id, task_id, generation, section, index, state) SELECT $4, id, generation, 'main', 0, 'RUNNING' FROM t
    ON CONFLICT (task_id, generation, section, index) DO UPDATE SET state = 'RUNNING', started_at = now(), ended_at = NULL RETURNING id)
  SELECT t.generation, t.epoch, t.attempt_no AS "attemptNo", p.id AS "phaseId" FROM t, p`,
};

/** Puts a locked task in progress with a running attempt of an outside worker. Failures and losses so far are forgiven: it is somebody's will. */
export async function beginExternal(tx: Connection, start: ExternalStart): Promise<StartedRow> {
  const { taskId, attemptId, runnerId, phaseId, reason, message } = start;
  return (await tx.query<StartedRow>(BEGIN, [taskId, attemptId, runnerId, phaseId, reason, message, start.isNew ? 1 : 0]))[0]!;
}

// SKIP LOCKED: of many calls at once one writes, and none waits for a transaction that is ending the attempt.
const TOUCH: Statement = {
  name: 'touch-external',
  text: `UPDATE attempt SET last_seen_at = clock_timestamp() WHERE id IN (
    SELECT id FROM attempt WHERE task_id = $1 AND state = 'RUNNING' AND state <> 'ENDED' AND fence = 'EXTERNAL' AND last_seen_at < clock_timestamp() - interval '1 second' FOR UPDATE SKIP LOCKED)`,
};

/** Writes that the running outside attempt of a task was seen, at most once a second; a hand-out is not kept alive by it. */
export async function touchAttempt(conn: Connection, taskId: string): Promise<void> {
  await conn.query(TOUCH, [taskId]);
}

/** How long outside workers are waited for, in seconds. */
export interface Patience {
  /** For a start after a hand-out, and for a sign of life after an order to end. */
  readonly handoutTtlSeconds: number;
  /** For a sign of life otherwise. */
  readonly externalTimeoutSeconds: number;
}

// What the program itself reports is a sign of its life as well: the oldest clients send no others.
const SEEN = 'greatest(attempt.last_seen_at, (SELECT last_update FROM task_activity WHERE task_activity.task_id = attempt.task_id))';
const IS_OVERDUE = `attempt.state <> 'ENDED' AND attempt.fence = 'EXTERNAL' AND attempt.last_seen_at < now() - make_interval(secs => least($1::float8, $2::float8)) AND CASE
    WHEN attempt.state = 'CLAIMED' THEN attempt.claimed_at < now() - make_interval(secs => $1)
    WHEN task.order_verb IS NOT NULL THEN ${SEEN} < now() - make_interval(secs => $1)
    ELSE ${SEEN} < now() - make_interval(secs => $2) END`;

/** Overdue attempts that one sweep takes at most. */
export const OVERDUE_BATCH = 100;

const OVERDUE: Statement = {
  name: 'overdue-external',
  text: `SELECT attempt.id AS "attemptId", task.run_id AS "runId" FROM attempt JOIN task ON task.id = attempt.task_id WHERE ${IS_OVERDUE} ORDER BY attempt.last_seen_at LIMIT ${OVERDUE_BATCH}`,
};

/** Attempts of outside workers that have been waited for long enough, with the runs of their tasks. */
export async function overdueAttempts(conn: Connection, patience: Patience): Promise<readonly { readonly attemptId: string; readonly runId: string | null }[]> {
  return conn.query(OVERDUE, [patience.handoutTtlSeconds, patience.externalTimeoutSeconds]);
}

// Judged once more under the lock, in the order that ends keep: the task first.
const LOCK_OVERDUE: Statement = {
  name: 'lock-overdue-external',
  text: `SELECT attempt.id AS "attemptId" FROM attempt JOIN task ON task.id = attempt.task_id WHERE attempt.id = ANY($3::uuid[]) AND ${IS_OVERDUE} ORDER BY task.id FOR UPDATE OF task, attempt`,
};

/** Locks those attempts that are still overdue, with their tasks, in the order of the tasks' ids. Lock their runs first. */
export async function lockOverdue(tx: Connection, ids: readonly string[], patience: Patience): Promise<readonly string[]> {
  const rows = await tx.query<{ attemptId: string }>(LOCK_OVERDUE, [patience.handoutTtlSeconds, patience.externalTimeoutSeconds, ids]);
  return rows.map((row) => row.attemptId);
}
