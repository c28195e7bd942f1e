// What waits in queues: tasks in the order in which they are handed out. Barriers are no entries.
import type { Connection, Statement } from '../../database.ts';

/** A task in a queue. */
export interface QueueEntry {
  readonly queueId: string;
  readonly taskId: string;
  readonly taskName: string;
  readonly addedAt: Date;
}

/** Most entries that are read of one queue. */
export const MAX_ENTRIES = 10_000;

const ENTRIES: Statement = {
  name: 'queue-entries',
  text: `SELECT q.id AS "queueId", line.task_id AS "taskId", line.name AS "taskName", line.added_at AS "addedAt"
    FROM unnest($1::uuid[]) WITH ORDINALITY AS q (id, n) CROSS JOIN LATERAL (
      SELECT i.task_id, task.name, i.added_at, row_number() OVER (ORDER BY i.priority DESC, i.rank, i.id) AS place FROM queue_item i JOIN task ON task.id = i.task_id
      WHERE i.queue_id = q.id AND ($3::uuid[] IS NULL OR task.project_id = ANY($3)) ORDER BY i.priority DESC, i.rank, i.id LIMIT $2) line
    ORDER BY q.n, line.place`,
};

/** The first entries of each of some queues, at most `limit` of each, of tasks of projects in reach (null: of all). */
export async function entriesOf(conn: Connection, queueIds: readonly string[], of: { readonly limit: number; readonly reach: readonly string[] | null }): Promise<readonly QueueEntry[]> {
  return queueIds.length === 0 ? [] : conn.query<QueueEntry>(ENTRIES, [queueIds, Math.min(of.limit, MAX_ENTRIES), of.reach]);
}

const COUNT: Statement = {
  name: 'queue-count-entries',
  text: `SELECT count(*)::int AS n FROM queue_item i WHERE i.queue_id = $1 AND i.task_id IS NOT NULL
    AND ($2::uuid[] IS NULL OR EXISTS (SELECT 1 FROM task WHERE task.id = i.task_id AND task.project_id = ANY($2)))`,
};

/** How many entries a queue has, of tasks of projects in reach. */
export async function countEntries(conn: Connection, queueId: string, reach: readonly string[] | null): Promise<number> {
  return (await conn.query<{ n: number }>(COUNT, [queueId, reach]))[0]!.n;
}
