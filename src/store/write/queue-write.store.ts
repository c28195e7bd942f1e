// Queues as commands see them: strict locks, state, insertion.
import type { Queue, QueueState } from '../../domain/queue/queue.ts';
import type { SpecKind } from '../../domain/task/spec.ts';
import type { Connection, Statement } from '../database.ts';

const QUEUE_COLUMNS = `id, project_id AS "projectId", name, display_name AS "displayName", state, accepts, max_running AS "maxRunning", tags, system_tags AS "systemTags", metadata, updated_at AS "updatedAt", version, created_at AS "createdAt", ord`;

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

/** Held while the state of a queue changes, or the order of what waits in it: whoever holds it sees the line stand still, but for what leaves it by dequeuing or ending. */
export function lockQueueExclusive(tx: Connection, queueId: string): Promise<unknown> {
  return tx.query(LOCK_EXCLUSIVE, [queueId]);
}

const QUEUE_BY_ID: Statement = { name: 'queue-by-id', text: `SELECT ${QUEUE_COLUMNS} FROM queue WHERE id = $1 AND deleted_at IS NULL` };
const QUEUES_BY_NAME: Statement = { name: 'queues-by-name', text: `SELECT ${QUEUE_COLUMNS} FROM queue WHERE name = ANY($1::text[]) AND deleted_at IS NULL` };

/** A queue by its id. */
export async function queueById(conn: Connection, id: string): Promise<Queue | undefined> {
  return (await conn.query<Queue>(QUEUE_BY_ID, [id]))[0];
}

/** Queues by their names; unknown names are simply absent. */
export async function queuesByName(conn: Connection, names: readonly string[]): Promise<readonly Queue[]> {
  return conn.query<Queue>(QUEUES_BY_NAME, [names]);
}

const SET_STATE: Statement = { name: 'queue-set-state', text: 'UPDATE queue SET state = $2, updated_at = now(), version = version + 1 WHERE id = $1' };

/** Changes the state; hold the exclusive lock. */
export async function setQueueState(tx: Connection, id: string, state: QueueState): Promise<void> {
  await tx.query(SET_STATE, [id, state]);
}

/** What is told of a queue that is made, but for the state: it is open. */
export type NewQueue = Pick<Queue, 'id' | 'name' | 'displayName' | 'accepts' | 'maxRunning'> & Partial<Pick<Queue, 'tags' | 'systemTags' | 'metadata'>>;

const INSERT_QUEUE: Statement = {
  name: 'insert-queue',
  text: 'INSERT INTO queue (id, name, display_name, accepts, max_running, tags, system_tags, metadata) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (name) WHERE deleted_at IS NULL DO NOTHING RETURNING id',
};

/** Inserts a queue, without its slots; false when the name is taken. */
export async function insertQueue(tx: Connection, queue: NewQueue): Promise<boolean> {
  const { tags = [], systemTags = [], metadata = {} } = queue;
  const rows = await tx.query(INSERT_QUEUE, [queue.id, queue.name, queue.displayName, queue.accepts, queue.maxRunning, tags, systemTags, metadata]);
  return rows.length === 1;
}

const UPDATE_QUEUE: Statement = {
  name: 'update-queue',
  text: 'UPDATE queue SET name = $2, display_name = $3, accepts = $4, max_running = $5, tags = $6, system_tags = $7, updated_at = now(), version = version + 1 WHERE id = $1',
};

/** Writes what can be changed of a queue besides its state; hold the exclusive lock. */
export async function updateQueueRow(tx: Connection, queue: Pick<Queue, 'id' | 'name' | 'displayName' | 'accepts' | 'maxRunning' | 'tags' | 'systemTags'>): Promise<void> {
  await tx.query(UPDATE_QUEUE, [queue.id, queue.name, queue.displayName, queue.accepts, queue.maxRunning, queue.tags, queue.systemTags]);
}

const QUEUES_WITH_TAG: Statement = { name: 'queues-with-system-tag', text: `SELECT ${QUEUE_COLUMNS} FROM queue WHERE $1 = ANY(system_tags) AND deleted_at IS NULL ORDER BY ord LIMIT 2` };

/** The first two queues with a system tag. */
export async function queuesWithTag(conn: Connection, tag: string): Promise<readonly Queue[]> {
  return conn.query<Queue>(QUEUES_WITH_TAG, [tag]);
}

const CLOSE_QUEUE: Statement = { name: 'queue-row-alone', text: 'SELECT 1 FROM queue WHERE id = $1 FOR UPDATE' };
const DELETE_QUEUE: Statement = { name: 'queue-delete', text: 'UPDATE queue SET deleted_at = now(), updated_at = now(), version = version + 1 WHERE id = $1' };

/** Waits for whoever is putting something into a queue without its lock, and has those to come wait: they find it, or that it is gone. Hold the exclusive lock. */
export async function closeQueueRow(tx: Connection, id: string): Promise<void> {
  await tx.query(CLOSE_QUEUE, [id]);
}

/** Marks a queue as deleted: nothing finds it any more, and its name is free. Hold its row (`closeQueueRow`), and leave nothing in it. */
export async function deleteQueueRow(tx: Connection, id: string): Promise<void> {
  await tx.query(DELETE_QUEUE, [id]);
}

const QUEUE_OF_TASK: Statement = { name: 'queue-of-task', text: 'SELECT queue.id AS "queueId" FROM task JOIN queue ON queue.id = task.queue_id WHERE task.id = $1 AND queue.deleted_at IS NULL' };

/** The queue a task waits in or last waited in, read without a lock; null when it never did, or the queue has been deleted. */
export async function queueOfTask(tx: Connection, taskId: string): Promise<string | null> {
  return (await tx.query<{ queueId: string | null }>(QUEUE_OF_TASK, [taskId]))[0]?.queueId ?? null;
}

const ENTRANT: Statement = { name: 'entrant', text: 'SELECT spec_kind AS kind, priority FROM task WHERE id = $1 AND deleted_at IS NULL' };

/** What decides where a task enters when nobody says: its kind, which never changes, and its priority, read without a lock. Undefined when there is no such task. */
export async function entrantOf(tx: Connection, taskId: string): Promise<{ readonly kind: SpecKind; readonly priority: number } | undefined> {
  return (await tx.query<{ kind: SpecKind; priority: number }>(ENTRANT, [taskId]))[0];
}
