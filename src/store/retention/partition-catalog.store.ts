// Which partitions a table has, as the catalogue tells it, and the lock under which they are made.
import type { Connection, Statement } from '../database.ts';

/** The tables that are cut into partitions. */
export type PartitionedTable = 'event' | 'log_line';

/** A partition with the texts of its bounds; null stands for "from the beginning". */
export interface CatalogPartition {
  readonly name: string;
  readonly from: string | null;
  readonly to: string;
  /** Its detaching has begun and has to be finished: no new statement sees its rows any more. */
  readonly detaching: boolean;
}

/** All partitions of a table, in no particular order. Throws when one of them was not made by us. */
export async function partitionsOf(conn: Connection, table: PartitionedTable): Promise<readonly CatalogPartition[]> {
  const rows = await conn.query<{ readonly name: string; readonly detaching: boolean; readonly bounds: string }>(LIST, [table]);
  return rows.map(({ name, detaching, bounds }) => {
    const match = /^FOR VALUES FROM \((?:MINVALUE|'([^']+)')\) TO \('([^']+)'\)$/.exec(bounds);
    if (!match) throw new Error(`partition ${name} of ${table} has bounds that are not ours (${bounds}): detach it`);
    return { name, detaching, from: match[1] ?? null, to: match[2]! };
  });
}

/** The remark on a partition that is going, so that one that somebody detached by hand, to keep it elsewhere, is never taken for ours. */
export const GOING = 'forgotten by retention: this table will be dropped';

/** Tables that were partitions and have been detached by retention, but not dropped yet. */
export async function detachedOf(conn: Connection, table: PartitionedTable): Promise<readonly string[]> {
  return (await conn.query<{ readonly name: string }>(DETACHED, [table, GOING])).map(({ name }) => name);
}

/** Waits until no other transaction makes partitions; held until the end of this one. */
export async function lockPartitions(tx: Connection): Promise<void> {
  await tx.query(LOCK, [PARTITION_LOCK]);
}

/** Runs a statement of the data definition language, which knows no parameters and is not worth preparing. */
export async function define(conn: Connection, text: string): Promise<void> {
  await conn.query({ name: '', text }, []);
}

/** Key of the advisory lock: an arbitrary number that is used for nothing else. */
const PARTITION_LOCK = 7_305_114;

const LOCK: Statement = { name: 'partition.lock', text: 'SELECT pg_advisory_xact_lock($1::bigint)::text' };

const LIST: Statement = {
  name: 'partition.list',
  text: `SELECT c.relname AS name, i.inhdetachpending AS detaching, pg_get_expr(c.relpartbound, c.oid) AS bounds
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass($1::text)`,
};

const DETACHED: Statement = {
  name: 'partition.detached',
  text: `SELECT c.relname AS name FROM pg_class c JOIN pg_class t ON t.oid = to_regclass($1::text) AND t.relnamespace = c.relnamespace
    WHERE c.relkind = 'r' AND NOT c.relispartition AND starts_with(c.relname, t.relname || '_') AND obj_description(c.oid, 'pg_class') = $2::text`,
};
