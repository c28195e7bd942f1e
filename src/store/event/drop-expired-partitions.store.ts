// Retention of the log: whole partitions go, oldest first, and the floor rises with them.
import type { Connection, Statement } from '../database.ts';
import { allocatedSeq } from './allocated-seq.store.ts';
import { define, type EventPartition, listPartitions, lockPartitions } from './partition-list.store.ts';

/** Longest wait for the writers to let go of the table; longer, and every writer would queue up behind this one. */
export const DROP_LOCK_TIMEOUT_MS = 200;

/** Partitions dropped by one call at most; the next call goes on. */
export const DROPS_PER_CALL = 8;

/** What may go. */
export interface Expiry {
  /** Events that are all older than this are expired. */
  readonly olderThan: Date;
}

/**
 * Drops the expired oldest partitions, raises the floor in the same transaction and gives the dropped names. A
 * partition that numbers are still taken from stays. Throws PostgreSQL's 55P03 (lock not available) when writers
 * keep the table busy for `DROP_LOCK_TIMEOUT_MS`: nothing has changed then, call again later.
 */
export async function dropExpiredPartitions(tx: Connection, expiry: Expiry): Promise<readonly string[]> {
  await lockPartitions(tx);
  await define(tx, `SET LOCAL lock_timeout = ${DROP_LOCK_TIMEOUT_MS}`);
  const allocated = await allocatedSeq(tx);
  const dropped: string[] = [];
  for (const partition of await listPartitions(tx)) {
    if (dropped.length === DROPS_PER_CALL || partition.last > allocated) break;
    if (!(await dropIfExpired(tx, partition, expiry))) break;
    dropped.push(partition.name);
  }
  return dropped;
}

/** Looks twice: a writer that holds a number of this partition may commit while the lock is waited for. */
async function dropIfExpired(tx: Connection, partition: EventPartition, expiry: Expiry): Promise<boolean> {
  if (!(await isExpired(tx, partition, expiry))) return false;
  await define(tx, 'LOCK TABLE event IN ACCESS EXCLUSIVE MODE');
  if (!(await isExpired(tx, partition, expiry))) return false;
  await tx.query(RAISE_FLOOR, [partition.last]);
  await define(tx, `DROP TABLE ${partition.name}`);
  return true;
}

/** The last row stands for all: `at` follows `seq` but for the length of a transaction, seconds against days. */
async function isExpired(tx: Connection, partition: EventPartition, expiry: Expiry): Promise<boolean> {
  const [last] = await tx.query<{ readonly at: Date }>(LAST_AT, [partition.first, partition.last]);
  return !last || last.at < expiry.olderThan;
}

const LAST_AT: Statement = {
  name: 'event.partition_last_at',
  text: 'SELECT at FROM event WHERE seq BETWEEN $1::bigint AND $2::bigint ORDER BY seq DESC LIMIT 1',
};

const RAISE_FLOOR: Statement = {
  name: 'event.raise_floor',
  text: 'UPDATE event_meta SET floor = greatest(floor, $1::bigint)',
};
