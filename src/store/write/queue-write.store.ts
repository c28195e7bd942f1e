// Queues as commands see them: strict locks, state, insertion.
import type { Queue, QueueState } from '../../domain/queue/queue.ts';
import type { SpecKind } from '../../domain/task/spec.ts';
import type { Connection, Statement } from '../database.ts';

const QUEUE_COLUMNS = `id, name, display_name AS "displayName", state, accepts, version, created_at AS "createdAt", ord`;

// The key of a queue's advisory lock: its id's last 63 bits, shifted by nothing else of ours.
const KEY = `('x' || right(replace($1::text, '-', ''), 16))::bit(64)::bigint`;

const LOCK_SHARED: Statement = { name: 'queue-lock-shared', text: `SELECT pg_advisory_xact_lock_shared(${KEY})` };
const LOCK_EXCLUSIVE: Statement = { name: 'queue-lock-exclusive', text: `SELECT pg_advisory_xact_lock(${KEY})` };

/**
 * Held while something enters or leaves a queue. A change of the queue's state waits for all of these and lets none in,
 * so that nothing starts after `pauseQueue` has answered. The next statement has a snapshot taken after the lock.
 */
export function lockQueueShared(tx: Connection, queueId: string): Promise<unknown> {
  return tx.query(LOCK_SHARED, [queueId]);
}

/** Held while the state of a queue changes. */
export function lockQueueExclusive(tx: Connection, queueId: string): Promise<unknown> {
  return tx.query(LOCK_EXCLUSIVE, [queueId]);
}

const QUEUE_BY_ID: Statement = { name: 'queue-by-id', text: `SELECT ${QUEUE_COLUMNS} FROM queue WHERE id = $1` };
const QUEUES_BY_NAME: Statement = { name: 'queues-by-name', text: `SELECT ${QUEUE_COLUMNS} FROM queue WHERE name = ANY($1::text[])` };

/** A queue by its id. */
export async function queueById(conn: Connection, id: string): Promise<Queue | undefined> {
  return (await conn.query<Queue>(QUEUE_BY_ID, [id]))[0];
}

/** Queues by their names; unknown names are simply absent. */
export async function queuesByName(conn: Connection, names: readonly string[]): Promise<readonly Queue[]> {
  return conn.query<Queue>(QUEUES_BY_NAME, [names]);
}

const SET_STATE: Statement = { name: 'queue-set-state', text: 'UPDATE queue SET state = $2, version = version + 1 WHERE id = $1' };

/** Changes the state; hold the exclusive lock. */
export async function setQueueState(tx: Connection, id: string, state: QueueState): Promise<void> {
  await tx.query(SET_STATE, [id, state]);
}

const INSERT_QUEUE: Statement = {
  name: 'insert-queue',
  text: 'INSERT INTO queue (id, name, display_name, accepts) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING RETURNING id',
};

/** Inserts a queue; false when the name is taken. */
export async function insertQueue(tx: Connection, queue: { id: string; name: string; displayName: string | null; accepts: readonly SpecKind[] }): Promise<boolean> {
  const rows = await tx.query(INSERT_QUEUE, [queue.id, queue.name, queue.displayName, queue.accepts]);
  return rows.length === 1;
}

const QUEUE_OF_TASK: Statement = { name: 'queue-of-task', text: 'SELECT queue_id AS "queueId" FROM task WHERE id = $1' };

/** The queue a task waits in or last waited in, read without a lock. */
export async function queueOfTask(tx: Connection, taskId: string): Promise<string | null> {
  return (await tx.query<{ queueId: string | null }>(QUEUE_OF_TASK, [taskId]))[0]?.queueId ?? null;
}
