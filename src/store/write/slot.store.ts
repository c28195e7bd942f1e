// Slots of queues: the right to run one task of a queue that has a limit.
import type { Connection, Statement } from '../database.ts';

const LOCK_RUNNING: Statement = {
  name: 'lock-running-of-queue',
  text: `SELECT task.id FROM task WHERE task.id IN (SELECT attempt.task_id FROM attempt WHERE attempt.state <> 'ENDED' AND attempt.returned_item->>'queueId' = $1::text) ORDER BY task.id FOR UPDATE`,
};

const DELETE_SLOTS: Statement = { name: 'delete-queue-slots', text: `DELETE FROM slot WHERE resource_kind = 'QUEUE' AND resource_id = $1` };

// What runs keeps running: beyond the limit its slots are surplus, and there is no free one until enough have ended.
const LAY_SLOTS: Statement = {
  name: 'lay-queue-slots',
  text: `WITH live AS MATERIALIZED (
    SELECT attempt.id, row_number() OVER (ORDER BY attempt.claimed_at, attempt.id) AS n FROM attempt WHERE attempt.state <> 'ENDED' AND attempt.returned_item->>'queueId' = $1::text)
  INSERT INTO slot (resource_kind, resource_id, n, attempt_id, surplus)
    SELECT 'QUEUE', $1::uuid, s.n, live.id, s.n > $2::int FROM generate_series(1, greatest($2::int, (SELECT count(*) FROM live))::int) AS s(n) LEFT JOIN live ON live.n = s.n`,
};

/**
 * Gives a queue as many slots as may run at the same time (null: none, it has no limit); what runs already holds one each.
 * Hold the queue's exclusive lock, so that nothing takes a slot. What frees one holds the lock of its task before: those
 * locks are taken here in a statement of their own, so that the next one sees who still runs, and whoever waited for them
 * finds the slots as they are afterwards.
 */
export async function layQueueSlots(tx: Connection, queueId: string, maxRunning: number | null): Promise<void> {
  await tx.query(LOCK_RUNNING, [queueId]);
  await tx.query(DELETE_SLOTS, [queueId]);
  if (maxRunning !== null) await tx.query(LAY_SLOTS, [queueId, maxRunning]);
}
