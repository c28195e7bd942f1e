// Runs as commands see them: locked, folded, changed, inserted.
import type { NodeState } from '../../domain/run/roll-up.ts';
import type { Run, RunStatus } from '../../domain/run/run.ts';
import type { SpecKind, TaskSpec } from '../../domain/task/spec.ts';
import type { Connection, Statement } from '../database.ts';

const RUN_COLUMNS = `id, project_id AS "projectId", kind, name, workflow_id AS "workflowId", workflow_n AS "workflowN", deployment_id AS "deploymentId", definition, inputs, priority, queue_id AS "queueId", enqueued, paused,
  status, deactivated, deactivated_at AS "deactivatedAt", cloned_from AS "clonedFrom", created_by AS "createdBy", created_at AS "createdAt",
  started_at AS "startedAt", ended_at AS "endedAt", version, ord`;

const LOCK_RUNS: Statement = { name: 'lock-runs', text: `SELECT ${RUN_COLUMNS} FROM run WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL ORDER BY id FOR UPDATE` };

/** Locks runs in the order of their ids. Lock their queue items first. */
export async function lockRuns(tx: Connection, ids: readonly string[]): Promise<readonly Run[]> {
  return ids.length === 0 ? [] : tx.query<Run>(LOCK_RUNS, [ids]);
}

const RUNS_OF_ATTEMPTS = 'SELECT task.run_id FROM attempt JOIN task ON task.id = attempt.task_id WHERE attempt.id = ANY($1::uuid[])';
const LOCK_RUNS_OF: Statement = { name: 'lock-runs-of-attempts', text: `SELECT ${RUN_COLUMNS} FROM run WHERE id = ANY(ARRAY(${RUNS_OF_ATTEMPTS})) AND deleted_at IS NULL ORDER BY id FOR UPDATE` };

/** Locks the runs of attempts, in the order of their ids. */
export async function lockRunsOfAttempts(tx: Connection, attemptIds: readonly string[]): Promise<readonly Run[]> {
  return attemptIds.length === 0 ? [] : tx.query<Run>(LOCK_RUNS_OF, [attemptIds]);
}

/** A task of a run as the fold sees it. */
export interface RunTask extends NodeState {
  readonly id: string;
  readonly runId: string;
}

const RUN_TASK = `SELECT id, run_id AS "runId", node, CASE WHEN deleted_at IS NOT NULL AND status IN ('created','queued','in_progress','unknown') THEN 'stopped' ELSE status END AS status, hold FROM task`;
const TASKS_OF_RUNS: Statement = { name: 'tasks-of-runs', text: `${RUN_TASK} WHERE run_id = ANY($1::uuid[])` };
const TASKS_BESIDE: Statement = { name: 'tasks-beside-attempts', text: `${RUN_TASK} WHERE run_id = ANY(ARRAY(${RUNS_OF_ATTEMPTS}))` };

/** All tasks of the runs of attempts, which this transaction has locked. */
export async function tasksBesideAttempts(tx: Connection, attemptIds: readonly string[]): Promise<readonly RunTask[]> {
  return attemptIds.length === 0 ? [] : tx.query<RunTask>(TASKS_BESIDE, [attemptIds]);
}

/** All tasks of runs that this transaction has locked (a definition's size bounds them). One that has been deleted counts as it had ended, or as stopped: it never begins any more, and it cannot be locked. */
export async function tasksOfRuns(tx: Connection, ids: readonly string[]): Promise<readonly RunTask[]> {
  return tx.query<RunTask>(TASKS_OF_RUNS, [ids]);
}

const SET_STATUS: Statement = {
  name: 'run-set-status',
  text: `UPDATE run SET status = x.status, started_at = CASE WHEN x.status = 'WAITING' THEN started_at ELSE coalesce(started_at, now()) END,
    ended_at = CASE WHEN x.ended THEN now() END, version = version + 1
    FROM unnest($1::uuid[], $2::text[], $3::boolean[]) AS x (id, status, ended) WHERE run.id = x.id`,
};

/** A folded status to write. */
export interface RunStatusChange {
  readonly id: string;
  readonly status: RunStatus;
  readonly ended: boolean;
}

/** Writes the folded statuses of locked runs. */
export async function setRunStatuses(tx: Connection, changes: readonly RunStatusChange[]): Promise<void> {
  await tx.query(SET_STATUS, [changes.map(({ id }) => id), changes.map(({ status }) => status), changes.map(({ ended }) => ended)]);
}

const DEACTIVATE: Statement = { name: 'run-deactivate', text: `UPDATE run SET deactivated = $2, deactivated_at = now(), version = version + 1 WHERE id = $1` };

/** Marks a locked run: nothing of it is enqueued by itself any more. */
export async function deactivateRun(tx: Connection, id: string, how: 'ABORTED' | 'FINISHED'): Promise<void> {
  await tx.query(DEACTIVATE, [id, how]);
}

/** A run to insert, in status WAITING. */
export type NewRun = Pick<Run, 'id' | 'projectId' | 'name' | 'workflowId' | 'workflowN' | 'deploymentId' | 'definition' | 'inputs' | 'priority' | 'queueId' | 'enqueued' | 'clonedFrom' | 'createdBy'>;

const INSERT_RUN: Statement = {
  name: 'insert-run',
  text: `INSERT INTO run (id, project_id, name, workflow_id, workflow_n, deployment_id, definition, inputs, priority, queue_id, enqueued, cloned_from, created_by, status)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'WAITING')`,
};

/** Inserts a run. */
export async function insertRun(tx: Connection, run: NewRun): Promise<void> {
  await tx.query(INSERT_RUN, [
    run.id, run.projectId, run.name, run.workflowId, run.workflowN, run.deploymentId, JSON.stringify(run.definition), JSON.stringify(run.inputs),
    run.priority, run.queueId, run.enqueued, run.clonedFrom, run.createdBy,
  ]);
}

const RUN_BY_ID: Statement = { name: 'run-by-id', text: `SELECT ${RUN_COLUMNS} FROM run WHERE id = $1 AND deleted_at IS NULL` };

/** A run by its id, without a lock. */
export async function runById(conn: Connection, id: string): Promise<Run | undefined> {
  return (await conn.query<Run>(RUN_BY_ID, [id]))[0];
}

const SPECS_OF_RUN: Statement = { name: 'specs-of-run', text: 'SELECT node, spec FROM task WHERE run_id = $1' };

/** The specs of a run's tasks as they are, those of deleted ones among them. */
export async function specsOfRun(conn: Connection, id: string): Promise<readonly { readonly node: string; readonly spec: TaskSpec }[]> {
  return conn.query(SPECS_OF_RUN, [id]);
}

const MARK_ENQUEUED: Statement = { name: 'run-mark-enqueued', text: 'UPDATE run SET enqueued = $2, version = version + 1 WHERE id = $1' };

/** From now on the tasks of a locked run enter their queues by themselves, or no longer do. */
export async function markEnqueued(tx: Connection, id: string, enqueued: boolean): Promise<void> {
  await tx.query(MARK_ENQUEUED, [id, enqueued]);
}

const SET_PAUSED: Statement = { name: 'run-set-paused', text: 'UPDATE run SET paused = $2, version = version + 1 WHERE id = $1' };

/** From now on nothing more of a locked run starts, or it does again. */
export async function setRunPaused(tx: Connection, id: string, paused: boolean): Promise<void> {
  await tx.query(SET_PAUSED, [id, paused]);
}

/** A queue in which tasks of a run wait or last waited (null: they never did, or it has been deleted), with their kind. */
export interface QueueOfRun {
  readonly queueId: string | null;
  readonly kind: SpecKind;
}

const QUEUES_OF_RUN: Statement = { name: 'queues-of-run', text: 'SELECT DISTINCT queue.id AS "queueId", task.spec_kind AS kind FROM task LEFT JOIN queue ON queue.id = task.queue_id AND queue.deleted_at IS NULL WHERE task.run_id = $1' };

/** The queues of a run's tasks, read without a lock. */
export async function queuesOfRun(tx: Connection, id: string): Promise<readonly QueueOfRun[]> {
  return tx.query<QueueOfRun>(QUEUES_OF_RUN, [id]);
}
