// Makes room in the log before it is needed: an insert without a partition for its number fails.
import type { Connection } from '../database.ts';
import { allocatedSeq } from './allocated-seq.store.ts';
import { define, type EventPartition, listPartitions, lockPartitions, partitionAt, partitionOf } from './partition-list.store.ts';

/**
 * Creates the partition in use and the `ahead` next ones where they are missing; gives the names created. Must run
 * in a transaction. Any number of replicas may call it at once: the advisory lock lets one do the work.
 */
export async function ensurePartitions(tx: Connection, ahead: number): Promise<readonly string[]> {
  await lockPartitions(tx);
  const have = new Set((await listPartitions(tx)).map((partition) => partition.n));
  const current = partitionOf(await allocatedSeq(tx));
  const missing: EventPartition[] = [];
  for (let n = current; n <= current + ahead; n++) if (!have.has(n)) missing.push(partitionAt(n));
  for (const partition of missing) await createPartition(tx, partition);
  return missing.map((partition) => partition.name);
}

/**
 * Created aside and attached: `CREATE TABLE … PARTITION OF` would lock all writers out of the log, attaching does not.
 */
async function createPartition(tx: Connection, partition: EventPartition): Promise<void> {
  await define(tx, `CREATE TABLE ${partition.name} (LIKE event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
  await define(
    tx,
    `ALTER TABLE event ATTACH PARTITION ${partition.name} FOR VALUES FROM (${partition.first}) TO (${partition.last + 1})`,
  );
}
