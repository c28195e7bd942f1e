// Tasks in a queue's line as commands find them: by task, in order, and next to each other. Barriers are passed over.
import type { Standing } from '../../domain/queue/rank.ts';
import type { Connection, Statement } from '../database.ts';

const ITEM_OF_TASK: Statement = { name: 'item-of-task', text: 'SELECT id FROM queue_item WHERE task_id = $1 AND queue_id = $2' };

/** The item of a task in a queue, read without a lock; null when it does not wait there. */
export async function itemOfTask(tx: Connection, taskId: string, queueId: string): Promise<string | null> {
  return (await tx.query<{ id: string }>(ITEM_OF_TASK, [taskId, queueId]))[0]?.id ?? null;
}

const BEFORE = `queue_id = $1 AND task_id IS NOT NULL AND (priority > $2 OR (priority = $2 AND (rank, id) < ($3::bigint, $4::uuid)))`;
const BEHIND = `queue_id = $1 AND task_id IS NOT NULL AND (priority < $2 OR (priority = $2 AND (rank, id) > ($3::bigint, $4::uuid)))`;

const NTH_BEFORE: Statement = { name: 'task-nth-before', text: `SELECT id FROM queue_item WHERE ${BEFORE} ORDER BY priority, rank DESC, id DESC OFFSET $5 LIMIT 1` };
const NTH_BEHIND: Statement = { name: 'task-nth-behind', text: `SELECT id FROM queue_item WHERE ${BEHIND} ORDER BY priority DESC, rank, id OFFSET $5 LIMIT 1` };
const FIRST_BEFORE: Statement = { name: 'task-first-before', text: `SELECT id FROM queue_item WHERE ${BEFORE} ORDER BY priority DESC, rank, id LIMIT 1` };
const LAST_BEHIND: Statement = { name: 'task-last-behind', text: `SELECT id FROM queue_item WHERE ${BEHIND} ORDER BY priority, rank DESC, id DESC LIMIT 1` };

/** The item of the task that stands `n` (at least 1) places before another item, the first one when there are fewer; null when nothing stands before it. */
export function taskBefore(tx: Connection, queueId: string, of: { readonly item: Standing; readonly n: number }): Promise<string | null> {
  return nearby(tx, queueId, { ...of, nth: NTH_BEFORE, last: FIRST_BEFORE });
}

/** The item of the task that stands `n` (at least 1) places behind another item, the last one when there are fewer; null when nothing stands behind it. */
export function taskBehind(tx: Connection, queueId: string, of: { readonly item: Standing; readonly n: number }): Promise<string | null> {
  return nearby(tx, queueId, { ...of, nth: NTH_BEHIND, last: LAST_BEHIND });
}

async function nearby(tx: Connection, queueId: string, of: { readonly item: Standing; readonly n: number; readonly nth: Statement; readonly last: Statement }): Promise<string | null> {
  const { item, n, nth, last } = of;
  const key = [queueId, item.priority, item.rank, item.id];
  const found = (await tx.query<{ id: string }>(nth, [...key, n - 1]))[0] ?? (await tx.query<{ id: string }>(last, key))[0];
  return found?.id ?? null;
}

const POSITION: Statement = { name: 'task-position', text: `SELECT count(b.id)::int AS n FROM queue_item i LEFT JOIN queue_item b ON b.queue_id = i.queue_id AND b.task_id IS NOT NULL
    AND (b.priority > i.priority OR (b.priority = i.priority AND (b.rank, b.id) < (i.rank, i.id))) WHERE i.id = $1` };

/** How many tasks stand before an item. */
export async function tasksBefore(tx: Connection, itemId: string): Promise<number> {
  return (await tx.query<{ n: number }>(POSITION, [itemId]))[0]!.n;
}

/** A task that waits, as whoever empties its queue finds it. */
export interface WaitingTask {
  readonly itemId: string;
  readonly taskId: string;
  readonly runId: string | null;
  readonly projectId: string;
}

const LOCK_FIRST: Statement = {
  name: 'lock-first-items',
  text: `WITH first AS MATERIALIZED (
      SELECT qi.id FROM queue_item qi WHERE qi.queue_id = $1 AND qi.task_id IS NOT NULL AND ($3::uuid[] IS NULL OR EXISTS (SELECT 1 FROM task own WHERE own.id = qi.task_id AND own.project_id = ANY($3)))
      ORDER BY qi.priority DESC, qi.rank, qi.id LIMIT $2)
    SELECT qi.id AS "itemId", qi.task_id AS "taskId", task.run_id AS "runId", task.project_id AS "projectId"
    FROM queue_item qi JOIN task ON task.id = qi.task_id WHERE qi.id IN (SELECT id FROM first) ORDER BY qi.id FOR UPDATE OF qi`,
};

/** Locks the items of the first tasks of a queue, of some projects only unless null; hold its exclusive lock. */
export async function lockFirstTasks(tx: Connection, queueId: string, of: { readonly limit: number; readonly projectIds: readonly string[] | null }): Promise<readonly WaitingTask[]> {
  return tx.query<WaitingTask>(LOCK_FIRST, [queueId, of.limit, of.projectIds]);
}

const BARRIERS: Statement = { name: 'delete-barriers-of-queue', text: 'DELETE FROM queue_item WHERE queue_id = $1 AND task_id IS NULL RETURNING id' };

/** Removes all barriers of a queue and gives back their ids; hold its exclusive lock. */
export async function deleteBarriersOf(tx: Connection, queueId: string): Promise<readonly string[]> {
  return (await tx.query<{ id: string }>(BARRIERS, [queueId])).map((row) => row.id);
}
