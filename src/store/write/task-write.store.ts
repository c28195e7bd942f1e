// Tasks as commands see them: loaded under a lock, changed by column, inserted in batches.
import type { CapabilitiesByKind } from '../../domain/attempt/runner.ts';
import type { Fence } from '../../domain/attempt/attempt.ts';
import type { Order } from '../../domain/task/order.ts';
import type { ListedTask, Task } from '../../domain/task/task.ts';
import type { Connection, Statement } from '../database.ts';

/** The live attempt of a locked task. */
export interface LockedAttempt {
  readonly id: string;
  readonly no: number;
  readonly state: 'CLAIMED' | 'RUNNING';
  readonly fence: Fence;
  readonly can: CapabilitiesByKind | null;
}

/** A task that this transaction may change. */
export interface LockedTask extends Task {
  readonly attempt: LockedAttempt | null;
}

/** Columns of a task in the shape of the domain record. */
export const TASK_COLUMNS = `task.id, task.project_id AS "projectId", task.run_id AS "runId", task.node, task.name, task.spec_kind AS "specKind", task.spec, task.retry,
  task.status, task.status_reason AS "statusReason", task.status_message AS "statusMessage", task.status_changed_at AS "statusChangedAt",
  task.hold, task.hold_message AS "holdMessage", task.hold_since AS "holdSince", task.hold_prompt AS "holdPrompt", task.hold_step_id AS "holdStepId", task.hold_n AS "holdN",
  task.pause_after AS "pauseAfter", task.paused_by_run AS "pausedByRun", task.control_n AS "controlN", task.hold_answer AS "holdAnswer",
  task.order_verb AS "orderVerb", task.order_after AS "orderAfter", task.order_cleanup AS "orderCleanup", task.order_at AS "orderAt",
  task.generation, task.epoch, task.attempt_no AS "attemptNo", task.lost_count AS "lostCount", task.failed_count AS "failedCount",
  task.queue_id AS "queueId", task.priority, task.tags, task.type, task.system_tags AS "systemTags", task.parent_id AS "parentId", task.parent_deleted AS "parentDeleted",
  task.is_public AS "isPublic", task.enqueue_status AS "enqueueStatus", task.published_at AS "publishedAt", task.cloned_from AS "clonedFrom", task.created_by AS "createdBy",
  task.created_at AS "createdAt", task.started_at AS "startedAt", task.ended_at AS "endedAt", task.version, task.ord`;

/** A row of TASK_COLUMNS. */
export type TaskRow = Omit<Task, 'order'> & OrderColumns;

/** A row of a list of tasks. */
export type ListedTaskRow = Omit<ListedTask, 'order'> & OrderColumns;

interface OrderColumns {
  orderVerb: Order['verb'] | null;
  orderAfter: Order['after'];
  orderCleanup: Order['cleanup'] | null;
}

/** The domain record of a row: the row itself, which is given its order. To copy forty columns of a hundred rows took longer than to compile and execute what asks for them. */
export function taskOf<Row extends OrderColumns>(row: Row): Omit<Row, keyof OrderColumns> & { readonly order: Order | null } {
  const { orderVerb, orderAfter, orderCleanup } = row;
  const task = row as { order?: object | null };
  task.order = orderVerb === null ? null : { verb: orderVerb, after: orderAfter, cleanup: orderCleanup ?? 'RUN' };
  return row as never;
}

const RUN_OF_TASK: Statement = { name: 'run-of-task', text: 'SELECT run_id AS "runId" FROM task WHERE id = $1 AND deleted_at IS NULL' };

/** The run of a task, read without a lock (it never changes); undefined when there is no such task. */
export async function runOfTask(tx: Connection, taskId: string): Promise<{ runId: string | null } | undefined> {
  return (await tx.query<{ runId: string | null }>(RUN_OF_TASK, [taskId]))[0];
}

const LOCK_TASKS: Statement = {
  name: 'lock-tasks',
  text: `SELECT ${TASK_COLUMNS}, attempt.id AS "attemptId", attempt.no AS "attemptOrdinal", attempt.state AS "attemptState", attempt.fence, runner.can
    FROM task LEFT JOIN attempt ON attempt.task_id = task.id AND attempt.state <> 'ENDED' LEFT JOIN runner ON runner.id = attempt.runner_id
    WHERE task.id = ANY($1::uuid[]) AND task.deleted_at IS NULL ORDER BY task.id FOR UPDATE OF task`,
};

type LockedRow = TaskRow & { attemptId: string | null; attemptOrdinal: number; attemptState: 'CLAIMED' | 'RUNNING'; fence: Fence; can: CapabilitiesByKind | null };

/** Locks tasks, in the order of their ids, with their live attempts. Lock their queue items and runs first. */
export async function lockTasks(tx: Connection, ids: readonly string[]): Promise<readonly LockedTask[]> {
  // A row that was changed while we waited for its lock is read anew, but the joined attempt is the one of our snapshot: read again.
  // Both are sent together; the server carries them out one after the other.
  const [, rows] = await Promise.all([tx.query(LOCK_TASKS, [ids]), tx.query<LockedRow>(LOCK_TASKS, [ids])]);
  return rows.map(lockedTaskOf);
}

function lockedTaskOf(row: LockedRow): LockedTask {
  const { attemptId, attemptOrdinal, attemptState, fence, can, ...rest } = row;
  const attempt = attemptId === null ? null : { id: attemptId, no: attemptOrdinal, state: attemptState, fence, can };
  return { ...taskOf(rest), attempt };
}

/** Columns that commands change; times given as 'now' are the database's. */
export interface TaskPatch {
  readonly status?: Task['status'];
  readonly status_reason?: string;
  readonly status_message?: string;
  readonly order_verb?: string | null;
  readonly order_after?: string | null;
  readonly order_cleanup?: string | null;
  readonly hold?: Task['hold'];
  readonly hold_message?: string | null;
  /** JSON text. */
  readonly hold_prompt?: string | null;
  readonly hold_step_id?: string | null;
  readonly hold_n?: number;
  readonly pause_after?: Task['pauseAfter'];
  readonly paused_by_run?: boolean;
  readonly control_n?: number;
  /** JSON text. */
  readonly hold_answer?: string | null;
  readonly attempt_no?: number;
  readonly generation?: number;
  readonly epoch?: number;
  readonly lost_count?: number;
  readonly failed_count?: number;
  readonly queue_id?: string | null;
  readonly priority?: number;
  /** JSON text. */
  readonly spec?: string;
  readonly started_at?: null;
  readonly cloned_from?: string;
  readonly name?: string;
  readonly project_id?: string;
  readonly tags?: readonly string[];
  readonly type?: Task['type'];
  readonly system_tags?: readonly string[];
  readonly parent_id?: string | null;
  readonly parent_deleted?: boolean;
  readonly is_public?: boolean;
  readonly enqueue_status?: Task['enqueueStatus'];
  readonly published_at?: 'now' | null;
  /** With a status in which it has ended: also when it had ended before. */
  readonly ended_at?: 'now';
}

/** Changes columns of a locked task; a new status also writes its time, and the end or its absence. */
export async function updateTask(tx: Connection, id: string, patch: TaskPatch): Promise<void> {
  const keys = (Object.keys(patch) as (keyof TaskPatch)[]).filter((key) => !isTimeOfNow(key, patch)).sort();
  const sets = keys.map((key, i) => `${key} = $${i + 2}`);
  if (patch.status !== undefined) sets.push('status_changed_at = now()', patch.ended_at === 'now' ? 'ended_at = now()' : endedAt(patch.status));
  if (patch.hold !== undefined) sets.push(`hold_since = ${patch.hold === 'NONE' ? 'NULL' : 'now()'}`);
  if (patch.order_verb !== undefined) sets.push(`order_at = ${patch.order_verb === null ? 'NULL' : 'now()'}`);
  if (patch.published_at === 'now') sets.push('published_at = now()');
  const text = `UPDATE task SET ${sets.join(', ')}, version = version + 1 WHERE id = $1`;
  await tx.query({ name: nameFor(text), text }, [id, ...keys.map((key) => patch[key])]);
}

// Only times: a task may be called «now», and its message may say so.
function isTimeOfNow(key: keyof TaskPatch, patch: TaskPatch): boolean {
  return (key === 'published_at' || key === 'ended_at') && patch[key] === 'now';
}

function endedAt(status: Task['status']): string {
  return status === 'created' || status === 'queued' || status === 'in_progress' ? 'ended_at = NULL' : 'ended_at = coalesce(ended_at, now())';
}

const NAMES = new Map<string, string>();

/** A short prepared-statement name for each of the few shapes of the update. */
function nameFor(text: string): string {
  const name = NAMES.get(text) ?? `update-task-${NAMES.size + 1}`;
  NAMES.set(text, name);
  return name;
}

/** A task to insert, in status created. */
export interface NewTask {
  readonly id: string;
  readonly projectId: string;
  readonly runId: string | null;
  readonly node: string | null;
  readonly name: string;
  readonly specKind: string;
  readonly spec: Task['spec'];
  readonly retry: Task['retry'];
  readonly queueId: string | null;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly clonedFrom: string | null;
  readonly createdBy: string | null;
  /** @default custom */
  readonly type?: Task['type'];
  readonly systemTags?: readonly string[];
  readonly parentId?: string | null;
}

const INSERT_TASKS: Statement = {
  name: 'insert-tasks',
  text: `INSERT INTO task (id, project_id, run_id, node, name, spec_kind, spec, retry, status, queue_id, priority, tags, cloned_from, created_by, type, system_tags, parent_id)
    SELECT id, "projectId", "runId", node, name, "specKind", spec, retry, 'created', "queueId", priority, coalesce(tags, '{}'), "clonedFrom", "createdBy", coalesce(type, 'custom'), coalesce("systemTags", '{}'), "parentId"
    FROM jsonb_to_recordset($1::jsonb) AS x (id uuid, "projectId" uuid, "runId" uuid, node text, name text, "specKind" text, spec jsonb, retry jsonb, "queueId" uuid, priority int, tags text[], "clonedFrom" uuid, "createdBy" uuid, type text, "systemTags" text[], "parentId" uuid)`,
};

/** Inserts tasks in one statement. */
export async function insertTasks(tx: Connection, tasks: readonly NewTask[]): Promise<void> {
  await tx.query(INSERT_TASKS, [JSON.stringify(tasks)]);
}
