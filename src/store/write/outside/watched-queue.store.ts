// Queues as programs look at them: whether anybody takes from one.
import type { Connection, Statement } from '../../database.ts';

const WATCHED: Statement = {
  name: 'queue-watched',
  text: `SELECT EXISTS (SELECT 1 FROM runner JOIN queue ON queue.id = $1 AND queue.name = ANY(runner.queues) WHERE runner.state = 'UP' AND runner.lease_until > now())
    OR EXISTS (SELECT 1 FROM outside_worker w WHERE $1 = ANY(w.queue_ids) AND w.last_activity_at > now() - make_interval(secs => w.timeout_seconds)) AS watched`,
};

/** Whether a runner of ours that is alive, or an outside worker that has been heard of within its time, takes from the queue. */
export async function isWatched(conn: Connection, queueId: string): Promise<boolean> {
  return (await conn.query<{ watched: boolean }>(WATCHED, [queueId]))[0]!.watched;
}
