// The partitions of the event table: their names and their bounds.
import { PARTITION_UNIT, type SeqRange } from '../../domain/retention/event-partition.ts';
import type { Connection } from '../database.ts';
import { partitionsOf } from '../retention/partition-catalog.store.ts';

/** One partition: it holds `first <= seq <= last`. */
export interface EventPartition extends SeqRange {
  readonly name: string;
  readonly detaching: boolean;
}

/** The name of the partition that begins at a number; its size is in its bounds alone. */
export function nameOfRange({ first }: SeqRange): string {
  return `event_p${first / PARTITION_UNIT}`;
}

/** Existing partitions, oldest first. */
export async function listPartitions(conn: Connection): Promise<readonly EventPartition[]> {
  const found = await partitionsOf(conn, 'event');
  const read = found.map(({ name, detaching, from, to }) => ({ name, detaching, first: Number(from ?? 0), last: Number(to) - 1 }));
  return read.sort((a, b) => a.first - b.first);
}
