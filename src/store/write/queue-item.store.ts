// Items of queues as commands see them: appended, put back, locked, removed.
import { RANK_STEP } from '../../domain/queue/rank.ts';
import type { QueueItem } from '../../domain/queue/queue.ts';
import type { Connection, Statement } from '../database.ts';

/** An item to insert. Without a rank it goes to the end of its priority. */
export interface NewItem {
  readonly id: string;
  readonly queueId: string;
  readonly taskId: string;
  readonly specKind: string;
  readonly priority: number;
  readonly rank: number | null;
  /** Seconds from now before which it is not handed out; 0 = at once. */
  readonly delaySeconds: number;
}

/** Where an item was placed. */
export interface PlacedItem {
  readonly id: string;
  readonly taskId: string;
  readonly rank: number;
  readonly notBefore: Date | null;
}

const INSERT_ITEMS: Statement = {
  name: 'insert-items',
  text: `INSERT INTO queue_item (id, queue_id, task_id, spec_kind, priority, rank, not_before)
    SELECT id, "queueId", "taskId", "specKind", priority, coalesce(rank, nextval('rank_seq') * ${RANK_STEP}),
      CASE WHEN "delaySeconds" > 0 THEN now() + make_interval(secs => "delaySeconds") END
    FROM (SELECT * FROM jsonb_to_recordset($1::jsonb) AS x (n int, id uuid, "queueId" uuid, "taskId" uuid, "specKind" text, priority int, rank bigint, "delaySeconds" float8) ORDER BY n) x
    RETURNING id, task_id AS "taskId", rank, not_before AS "notBefore"`,
};

/** Inserts items in the given order. */
export async function insertItems(tx: Connection, items: readonly NewItem[]): Promise<readonly PlacedItem[]> {
  if (items.length === 0) return [];
  return tx.query<PlacedItem>(INSERT_ITEMS, [JSON.stringify(items.map((item, n) => ({ n, ...item })))]);
}

const ITEM_COLUMNS = `id, queue_id AS "queueId", task_id AS "taskId", priority, rank, display_name AS "displayName", not_before AS "notBefore", added_at AS "addedAt"`;

const LOCK_ITEMS: Statement = {
  name: 'lock-items',
  text: `SELECT ${ITEM_COLUMNS} FROM queue_item WHERE task_id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
};

/** Locks the items of tasks; waits for a claim that is taking one, which then is gone. */
export async function lockItems(tx: Connection, taskIds: readonly string[]): Promise<readonly QueueItem[]> {
  return tx.query<QueueItem>(LOCK_ITEMS, [taskIds]);
}

const LOCK_ITEMS_OF_RUN: Statement = {
  name: 'lock-items-of-run',
  text: `SELECT ${ITEM_COLUMNS} FROM queue_item WHERE task_id IN (SELECT id FROM task WHERE run_id = $1) ORDER BY id FOR UPDATE`,
};

/** Locks the items of all tasks of a run. */
export async function lockItemsOfRun(tx: Connection, runId: string): Promise<readonly QueueItem[]> {
  return tx.query<QueueItem>(LOCK_ITEMS_OF_RUN, [runId]);
}

const DELETE_ITEMS: Statement = { name: 'delete-items', text: 'DELETE FROM queue_item WHERE task_id = ANY($1::uuid[]) RETURNING id, queue_id AS "queueId", task_id AS "taskId"' };

/** Removes the items of tasks and gives back what was there. */
export async function deleteItems(tx: Connection, taskIds: readonly string[]): Promise<readonly Pick<QueueItem, 'id' | 'queueId' | 'taskId'>[]> {
  return tx.query(DELETE_ITEMS, [taskIds]);
}
