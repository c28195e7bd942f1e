// Makes room in the log before it is needed: an insert without a partition for its number fails.
import { partitionsToMake, type SeqRange, unitsOfNext } from '../../domain/retention/event-partition.ts';
import type { Connection, Statement } from '../database.ts';
import { define, lockPartitions } from '../retention/partition-catalog.store.ts';
import { allocatedSeq } from './allocated-seq.store.ts';
import { listPartitions, nameOfRange } from './partition-list.store.ts';

/** How much room to make. */
export interface RoomWish {
  /** Partitions that wait behind the one in use. */
  readonly ahead: number;
  /** For how long events are kept: the longer, the larger the partitions of a busy log. */
  readonly retentionDays: number;
}

/**
 * Creates the partition in use and the `ahead` next ones where they are missing; gives the names created. Must run
 * in a transaction. Any number of replicas may call it at once: the advisory lock lets one do the work.
 */
export async function ensurePartitions(tx: Connection, { ahead, retentionDays }: RoomWish): Promise<readonly string[]> {
  await lockPartitions(tx);
  const have = await listPartitions(tx);
  const allocated = await allocatedSeq(tx);
  const newest = have.at(-1);
  const units = newest === undefined ? 1 : unitsOfNext(await paceOf(tx, allocated), { retentionDays, newest });
  const missing = partitionsToMake(have, { next: allocated + 1, ahead, units });
  for (const range of missing) await createPartition(tx, range);
  return missing.map(nameOfRange);
}

async function paceOf(tx: Connection, allocated: number): Promise<{ numbers: number; spanMs: number }> {
  const [oldest] = await tx.query<{ readonly seq: number; readonly spanMs: number }>(OLDEST, []);
  return oldest ? { numbers: allocated - oldest.seq, spanMs: oldest.spanMs } : { numbers: 0, spanMs: 0 };
}

const OLDEST: Statement = {
  name: 'event.oldest',
  text: `SELECT seq, extract(epoch FROM now() - at)::float8 * 1000 AS "spanMs" FROM event WHERE seq > (SELECT floor FROM event_meta) ORDER BY seq LIMIT 1`,
};

/**
 * Created aside and attached: `CREATE TABLE … PARTITION OF` would lock all writers out of the log, attaching does not.
 */
async function createPartition(tx: Connection, range: SeqRange): Promise<void> {
  const name = nameOfRange(range);
  await define(tx, `CREATE TABLE ${name} (LIKE event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
  await define(tx, `ALTER TABLE event ATTACH PARTITION ${name} FOR VALUES FROM (${range.first}) TO (${range.last + 1})`);
}
