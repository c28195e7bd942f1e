// Taking a partition away without standing in anybody's way.
import type { Connection } from '../database.ts';
import { define, GOING, type PartitionedTable } from './partition-catalog.store.ts';

/**
 * Detaches a partition: new statements do not see it from the moment this begins. Must run outside any transaction. It waits for
 * statements that were there before, but holds no lock meanwhile that a reader or a writer of the table would wait for: a plain
 * DETACH or DROP asks for an exclusive lock on the whole table, and everybody queues up behind that request. False when they did not
 * end in time: the partition stays half detached, to be finished by `finishDetach`.
 */
export async function detachPartition(session: Connection, table: PartitionedTable, name: string): Promise<boolean> {
  return (await unlessBusy(define(session, `COMMENT ON TABLE ${name} IS '${GOING}'`))) && unlessBusy(define(session, `ALTER TABLE ${table} DETACH PARTITION ${name} CONCURRENTLY`));
}

/** Finishes what `detachPartition` had to leave. False when there is still a transaction from before the detaching that reads the table. */
export function finishDetach(session: Connection, table: PartitionedTable, name: string): Promise<boolean> {
  return unlessBusy(define(session, `ALTER TABLE ${table} DETACH PARTITION ${name} FINALIZE`));
}

/** Drops a detached partition; false when somebody still reads it. */
export function dropDetached(session: Connection, name: string): Promise<boolean> {
  return unlessBusy(define(session, `DROP TABLE ${name}`));
}

/** SQLSTATE of a lock that was not to be had within `lock_timeout`. */
const LOCK_NOT_AVAILABLE = '55P03';

async function unlessBusy(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}
