// The partitions of the event table: their names, their bounds, the lock under which they change.
import type { Connection, Statement } from '../database.ts';

/** Numbers of the log in one partition; fixed by the first migration, never changed later. */
export const PARTITION_SIZE = 1_000_000;

/** One partition: it holds `first <= seq <= last`. */
export interface EventPartition {
  readonly n: number;
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** The n-th partition, whether it exists or not. */
export function partitionAt(n: number): EventPartition {
  return { n, name: `event_p${n}`, first: n * PARTITION_SIZE, last: (n + 1) * PARTITION_SIZE - 1 };
}

/** The number of the partition that holds `seq`. */
export function partitionOf(seq: number): number {
  return Math.floor(seq / PARTITION_SIZE);
}

/** Existing partitions, oldest first. */
export async function listPartitions(conn: Connection): Promise<readonly EventPartition[]> {
  const rows = await conn.query<{ readonly n: number }>(LIST, []);
  return rows.map((row) => partitionAt(row.n));
}

/** Waits until no other transaction changes partitions; held until the end of this one. */
export async function lockPartitions(tx: Connection): Promise<void> {
  await tx.query(LOCK, [PARTITION_LOCK]);
}

/** Runs a statement of the data definition language, which knows no parameters and is not worth preparing. */
export async function define(tx: Connection, text: string): Promise<void> {
  await tx.query({ name: '', text }, []);
}

/** Key of the advisory lock: an arbitrary number that is used for nothing else. */
const PARTITION_LOCK = 7_305_114;

const LOCK: Statement = { name: 'event.lock_partitions', text: 'SELECT pg_advisory_xact_lock($1::bigint)::text' };

const LIST: Statement = {
  name: 'event.list_partitions',
  text: `SELECT substr(c.relname, 8)::int AS n FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'event'::regclass AND c.relname ~ '^event_p[0-9]{1,9}$' ORDER BY n`,
};
