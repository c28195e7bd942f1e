// Items of queues as commands see them: appended, put back, locked, removed.
import { DEFAULT_QUEUE, defaultQueueOf } from '../../domain/queue/default-queue.ts';
import { RANK_STEP, type Standing } from '../../domain/queue/rank.ts';
import type { QueueItem } from '../../domain/queue/queue.ts';
import type { SpecKind } from '../../domain/task/spec.ts';
import type { Connection, Statement } from '../database.ts';

/** An item to insert. Without a rank it goes to the end of its priority; without a task it is a barrier. */
export interface NewItem {
  readonly id: string;
  readonly queueId: string;
  readonly taskId: string | null;
  readonly specKind: SpecKind | null;
  readonly priority: number;
  readonly rank: number | null;
  /** Seconds from now before which it is not handed out; 0 = at once. */
  readonly delaySeconds: number;
  readonly displayName?: string | null;
}

/** Where an item was placed. */
export interface PlacedItem {
  readonly id: string;
  /** Another one than was asked for when that has been deleted. */
  readonly queueId: string;
  readonly taskId: string | null;
  readonly rank: number;
  readonly notBefore: Date | null;
}

// The deck that a task needs and whether its run is paused are on its own rows: the run is under lock, so it stays as read. Many come
// back to where they were without a look at the queue. Whoever deletes one has its row to himself until that is done: the lock, which the
// foreign key takes all the same, waits for him, and then finds the queue or not. Once for each queue: a run of 500 tasks enters one or two.
const INSERT_ITEMS: Statement = {
  name: 'insert-items',
  text: `WITH x AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS x (n int, id uuid, "queueId" uuid, "taskId" uuid, "specKind" text, priority int, rank bigint, "delaySeconds" float8, "displayName" text, fallback text)),
  open AS MATERIALIZED (SELECT id FROM queue WHERE id = ANY(ARRAY(SELECT "queueId" FROM x)) AND deleted_at IS NULL ORDER BY id FOR KEY SHARE)
  INSERT INTO queue_item (id, queue_id, task_id, spec_kind, priority, rank, not_before, display_name, deck, held)
    SELECT x.id, coalesce(open.id, (SELECT other.id FROM queue other WHERE other.name = ANY (ARRAY[x.fallback, '${DEFAULT_QUEUE}']) AND other.deleted_at IS NULL ORDER BY other.name <> x.fallback LIMIT 1)), "taskId", "specKind", x.priority, coalesce(rank, nextval('rank_seq') * ${RANK_STEP}),
      CASE WHEN "delaySeconds" > 0 THEN now() + make_interval(secs => "delaySeconds") END, "displayName",
      CASE WHEN "specKind" = 'steps' THEN (SELECT task.spec->>'deck' FROM task WHERE task.id = x."taskId") END,
      coalesce((SELECT run.paused FROM task JOIN run ON run.id = task.run_id WHERE task.id = x."taskId"), false)
    FROM (SELECT * FROM x ORDER BY n) x LEFT JOIN open ON open.id = x."queueId"
    ORDER BY n
    RETURNING id, queue_id AS "queueId", task_id AS "taskId", rank, not_before AS "notBefore"`,
};

/** Inserts items in the given order. Those of a paused run are held; those of steps tasks wait for their deck; those of a deleted queue enter the one that tasks of their kind enter by default. */
export async function insertItems(tx: Connection, items: readonly NewItem[]): Promise<readonly PlacedItem[]> {
  if (items.length === 0) return [];
  return tx.query<PlacedItem>(INSERT_ITEMS, [JSON.stringify(items.map((item, n) => ({ n, ...item, fallback: defaultQueueOf(item.specKind ?? 'command') })))]);
}

const ITEM_COLUMNS = `id, queue_id AS "queueId", task_id AS "taskId", priority, rank, display_name AS "displayName", not_before AS "notBefore", held, added_at AS "addedAt"`;

const LOCK_ITEMS: Statement = {
  name: 'lock-items',
  text: `SELECT ${ITEM_COLUMNS} FROM queue_item WHERE task_id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
};

/** Locks the items of tasks; waits for a claim that is taking one, which then is gone. */
export async function lockItems(tx: Connection, taskIds: readonly string[]): Promise<readonly QueueItem[]> {
  return tx.query<QueueItem>(LOCK_ITEMS, [taskIds]);
}

const WAITS: Statement = { name: 'task-waits-somewhere', text: 'SELECT 1 FROM queue_item WHERE task_id = $1' };

/** Whether a task has an item in some queue, read without a lock. */
export async function waitsSomewhere(tx: Connection, taskId: string): Promise<boolean> {
  return (await tx.query(WAITS, [taskId])).length > 0;
}

const LOCK_ITEMS_OF_RUN: Statement = {
  name: 'lock-items-of-run',
  text: `SELECT ${ITEM_COLUMNS} FROM queue_item WHERE task_id IN (SELECT id FROM task WHERE run_id = $1) ORDER BY id FOR UPDATE`,
};

const ITEMS_OF_RUN: Statement = { name: 'items-of-run', text: 'SELECT id FROM queue_item WHERE task_id IN (SELECT id FROM task WHERE run_id = $1)' };

/** Ids of the items of a run's tasks (at most one each), without a lock. */
export async function itemIdsOfRun(tx: Connection, runId: string): Promise<readonly string[]> {
  return (await tx.query<{ id: string }>(ITEMS_OF_RUN, [runId])).map((row) => row.id);
}

/** Locks the items of all tasks of a run. */
export async function lockItemsOfRun(tx: Connection, runId: string): Promise<readonly QueueItem[]> {
  return tx.query<QueueItem>(LOCK_ITEMS_OF_RUN, [runId]);
}

const DELETE_ITEMS: Statement = { name: 'delete-items', text: 'DELETE FROM queue_item WHERE task_id = ANY($1::uuid[]) RETURNING id, queue_id AS "queueId", task_id AS "taskId"' };

/** Removes the items of tasks and gives back what was there. */
export async function deleteItems(tx: Connection, taskIds: readonly string[]): Promise<readonly Pick<QueueItem, 'id' | 'queueId' | 'taskId'>[]> {
  return tx.query(DELETE_ITEMS, [taskIds]);
}

/** An item under lock with what an event about it is filed under. */
export interface LockedPlace extends QueueItem {
  /** That of its task; of a barrier, that of its queue. */
  readonly projectId: string | null;
  readonly runId: string | null;
}

const LOCK_PLACES: Statement = {
  name: 'lock-places',
  text: `SELECT ${ITEM_COLUMNS.split(', ').map((column) => `qi.${column}`).join(', ')}, coalesce(task.project_id, (SELECT queue.project_id FROM queue WHERE queue.id = qi.queue_id)) AS "projectId", task.run_id AS "runId"
    FROM queue_item qi LEFT JOIN task ON task.id = qi.task_id WHERE qi.id = ANY($1::uuid[]) AND qi.queue_id = $2 ORDER BY qi.id FOR UPDATE OF qi`,
};

/** Locks items of a queue; those that wait in it no more are absent. */
export async function lockPlaces(tx: Connection, queueId: string, ids: readonly string[]): Promise<readonly LockedPlace[]> {
  return ids.length === 0 ? [] : tx.query<LockedPlace>(LOCK_PLACES, [ids, queueId]);
}

const FRESH_RANKS: Statement = { name: 'fresh-ranks', text: `SELECT nextval('rank_seq') * ${RANK_STEP} AS rank FROM generate_series(1, $1::int)` };

/** Rising ranks that lie behind all that have ever been given. */
export async function freshRanks(tx: Connection, n: number): Promise<readonly number[]> {
  return n === 0 ? [] : (await tx.query<{ rank: number }>(FRESH_RANKS, [n])).map((row) => row.rank);
}

const SET_PLACES: Statement = {
  name: 'set-places',
  text: `WITH x AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS x (id uuid, priority int, rank bigint))
    UPDATE queue_item SET priority = x.priority, rank = x.rank FROM x WHERE queue_item.id = x.id AND queue_item.id = ANY(ARRAY(SELECT id FROM x))`,
};

/** Writes new places of locked items; hold the queue's exclusive lock. */
export async function setPlaces(tx: Connection, places: readonly Standing[]): Promise<void> {
  if (places.length > 0) await tx.query(SET_PLACES, [JSON.stringify(places.map(({ id, priority, rank }) => ({ id, priority, rank })))]);
}

const SET_DISPLAY_NAME: Statement = { name: 'item-set-display-name', text: 'UPDATE queue_item SET display_name = $2 WHERE id = $1' };

/** Names a locked item for people; null = it has no name of its own. */
export async function setItemName(tx: Connection, id: string, displayName: string | null): Promise<void> {
  await tx.query(SET_DISPLAY_NAME, [id, displayName]);
}

const QUEUE_OF_ITEM: Statement = { name: 'queue-of-item', text: 'SELECT queue_id AS "queueId" FROM queue_item WHERE id = $1' };

/** The queue in which an item waits, read without a lock; it never changes. Undefined when the item is gone. */
export async function queueOfItem(tx: Connection, id: string): Promise<string | undefined> {
  return (await tx.query<{ queueId: string }>(QUEUE_OF_ITEM, [id]))[0]?.queueId;
}

const COUNT_BARRIERS: Statement = { name: 'count-barriers', text: 'SELECT count(*) AS n FROM queue_item WHERE queue_id = $1 AND task_id IS NULL' };

/** How many barriers a queue has. */
export async function countBarriers(tx: Connection, queueId: string): Promise<number> {
  return (await tx.query<{ n: number }>(COUNT_BARRIERS, [queueId]))[0]!.n;
}

const DELETE_BARRIER: Statement = { name: 'delete-barrier', text: 'DELETE FROM queue_item WHERE id = $1 AND task_id IS NULL' };

/** Removes a locked barrier. */
export async function deleteBarrier(tx: Connection, id: string): Promise<void> {
  await tx.query(DELETE_BARRIER, [id]);
}

const HOLD_ITEMS: Statement = {
  name: 'hold-items-of-run',
  text: `WITH i AS MATERIALIZED (SELECT id FROM queue_item WHERE task_id IN (SELECT id FROM task WHERE run_id = $1) AND held <> $2 ORDER BY id FOR UPDATE)
    UPDATE queue_item SET held = $2 WHERE id IN (SELECT id FROM i) RETURNING task_id AS "taskId"`,
};

/**
 * Keeps what waits of a run from being handed out, or lets it be again; gives the tasks whose items changed. Lock the items
 * (`lockItemsOfRun`) and then the run before, and call this with the run's row locked: what has entered a queue in between is
 * changed too, and what enters later reads the run. A claim that holds such an item waits for the run: one of the two is then
 * told to try again, and the pause stays strict.
 */
export async function holdItemsOfRun(tx: Connection, runId: string, held: boolean): Promise<readonly string[]> {
  return (await tx.query<{ taskId: string }>(HOLD_ITEMS, [runId, held])).map((row) => row.taskId);
}
