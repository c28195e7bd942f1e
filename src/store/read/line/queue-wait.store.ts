// How long tasks have waited in queues and how many were waiting, from the attempts that ended their waiting and from the log.
import type { Connection, Statement } from '../../database.ts';

/** A stretch of time of one queue. */
export interface QueueStretch {
  readonly queueId: string;
  /** Its beginning, seconds since 1970. */
  readonly at: number;
  /** Mean wait of the tasks that were taken in it, in seconds; 0 when none was. */
  readonly averageWait: number;
  /** Tasks that were waiting at its end. */
  readonly length: number;
}

/** Most attempts that are looked at: the newest ones. */
export const MAX_LOOKED_AT = 10_000;

// What was dequeued has left no attempt, so it is not counted; what entered before the log begins has no time of entry.
const STRETCHES: Statement = {
  name: 'queue-stretches',
  text: `WITH q AS (SELECT id FROM unnest($1::uuid[]) AS given (id)),
    taken AS MATERIALIZED (
      SELECT (a.returned_item->>'queueId')::uuid AS queue_id, a.claimed_at, (SELECT max(e.at) FROM event e WHERE e.task_id = a.task_id AND e.kind IN ('task.enqueued', 'task.requeued') AND e.at <= a.claimed_at) AS entered
      FROM attempt a WHERE a.claimed_at >= to_timestamp($2::float8) AND a.returned_item->>'queueId' = ANY($5::text[])
        AND ($6::uuid[] IS NULL OR EXISTS (SELECT 1 FROM task WHERE task.id = a.task_id AND task.project_id = ANY($6))) ORDER BY a.claimed_at DESC LIMIT ${MAX_LOOKED_AT})
    SELECT q.id AS "queueId", s.at::float8 AS at,
      coalesce((SELECT avg(extract(epoch FROM t.claimed_at - t.entered)) FROM taken t WHERE t.queue_id = q.id AND t.claimed_at >= to_timestamp(s.at) AND t.claimed_at < to_timestamp(s.at + $4)), 0)::float8 AS "averageWait",
      ((SELECT count(*) FROM taken t WHERE t.queue_id = q.id AND t.entered < to_timestamp(s.at + $4) AND t.claimed_at >= to_timestamp(s.at + $4))
        + (SELECT count(*) FROM queue_item i WHERE i.queue_id = q.id AND i.task_id IS NOT NULL AND i.added_at < to_timestamp(s.at + $4)
          AND ($6::uuid[] IS NULL OR EXISTS (SELECT 1 FROM task WHERE task.id = i.task_id AND task.project_id = ANY($6)))))::int AS length
    FROM q, generate_series($2::float8::numeric, ($3::float8 - 0.001)::numeric, $4::float8::numeric) AS n, LATERAL (SELECT n::float8 AS at) s ORDER BY q.id, s.at`,
};

/** Stretches of `seconds` from one time to another, in order, for each of the queues; of tasks of projects in reach (null: of all). */
export async function queueStretches(conn: Connection, queueIds: readonly string[], of: { readonly from: number; readonly to: number; readonly seconds: number; readonly reach: readonly string[] | null }): Promise<readonly QueueStretch[]> {
  return conn.query<QueueStretch>(STRETCHES, [queueIds, of.from, of.to, of.seconds, queueIds, of.reach]);
}
