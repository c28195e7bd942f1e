// Takes away what has been forgotten: whole partitions without any lock that others would wait for, and single rows in batches.
import type { Connection } from '../../store/database.ts';
import { DELETE_BATCH, deleteForgotten } from '../../store/event/forget-events.store.ts';
import { detachedOf, type PartitionedTable, partitionsOf } from '../../store/retention/partition-catalog.store.ts';
import { detachPartition, dropDetached, finishDetach } from '../../store/retention/remove-partition.store.ts';

/** Partitions of one table removed in one round; the next round goes on. */
export const REMOVALS_PER_ROUND = 16;

/** Batches of single events deleted in one round: 200,000 events a minute, more than any log that is trimmed can grow by. */
export const DELETES_PER_ROUND = 40;

/** What came of it. */
export interface Removal {
  readonly removed: readonly string[];
  /** A partition that an earlier round has begun to detach, and that some old transaction still reads. */
  readonly held: string | null;
}

/**
 * Removes these partitions of a table, oldest first, and what earlier rounds had to leave. PostgreSQL detaches one at a time, so one
 * that is still being read holds up those behind it: none of them can be seen any more, they only keep their room.
 */
export async function removePartitions(session: Connection, table: PartitionedTable, going: readonly string[]): Promise<Removal> {
  const begun = (await partitionsOf(session, table)).find(({ detaching }) => detaching);
  if (begun && !(await finishDetach(session, table, begun.name))) return { removed: [], held: begun.name };
  for (const name of going.filter((one) => one !== begun?.name).slice(0, REMOVALS_PER_ROUND)) {
    if (!(await detachPartition(session, table, name))) break;
  }
  const removed: string[] = [];
  for (const name of await detachedOf(session, table)) if (await dropDetached(session, name)) removed.push(name);
  return { removed, held: null };
}

/** Deletes forgotten events out of partitions that stay. Those up to `going` lie in partitions that go as a whole, if not in this round: row by row that would cost more than all the rest. */
export async function deleteTrimmed(session: Connection, going: number): Promise<void> {
  for (let batches = 0; batches < DELETES_PER_ROUND && (await deleteForgotten(session, going)) === DELETE_BATCH; batches++);
}
