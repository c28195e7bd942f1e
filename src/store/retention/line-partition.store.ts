// The partitions of output lines: one for each week, or few weeks, in which lines were recorded.
import { type DayRange, dayOfIso, isoDay, rangesToMake, weeksOfPartition } from '../../domain/retention/line-week.ts';
import type { Connection, Statement } from '../database.ts';
import { define, lockPartitions, partitionsOf } from './partition-catalog.store.ts';

/** A partition with its days. */
export interface LinePartition extends DayRange {
  readonly name: string;
  readonly detaching: boolean;
}

/** Existing partitions, oldest first. */
export async function linePartitions(conn: Connection): Promise<readonly LinePartition[]> {
  const found = await partitionsOf(conn, 'log_line');
  const read = found.map(({ name, detaching, from, to }) => ({ name, detaching, from: from === null ? Number.NEGATIVE_INFINITY : dayOfIso(from), to: dayOfIso(to) }));
  return read.sort((a, b) => a.to - b.to);
}

/** Days since 1970-01-01 by the database's clock, in UTC like everything that is written. */
export async function todayOf(conn: Connection): Promise<number> {
  return (await conn.query<{ readonly today: number }>(TODAY, []))[0]!.today;
}

/** Creates the partitions of this week and of the next ones where they are missing; gives the names created. Must run in a transaction. */
export async function ensureLinePartitions(tx: Connection, { aheadWeeks, retentionDays }: { readonly aheadWeeks: number; readonly retentionDays: number }): Promise<readonly string[]> {
  await lockPartitions(tx);
  const missing = rangesToMake(await linePartitions(tx), { today: await todayOf(tx), aheadWeeks, weeks: weeksOfPartition(retentionDays) });
  for (const week of missing) await createPartition(tx, week);
  return missing.map(nameOf);
}

function nameOf({ from }: DayRange): string {
  return `log_line_${isoDay(from).replaceAll('-', '')}`;
}

/**
 * Made aside and attached, so that no writer waits. The key is each partition's own: one of the whole table would have to contain the
 * day, which makes every entry of it longer; that numbers are given once is seen to by the row of the stream.
 */
async function createPartition(tx: Connection, week: DayRange): Promise<void> {
  const name = nameOf(week);
  await define(tx, `CREATE TABLE ${name} (LIKE log_line INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (task_id, generation, n))`);
  await define(tx, `ALTER TABLE log_line ATTACH PARTITION ${name} FOR VALUES FROM ('${isoDay(week.from)}') TO ('${isoDay(week.to)}')`);
}

const TODAY: Statement = { name: 'partition.today', text: `SELECT (now() AT TIME ZONE 'UTC')::date - DATE '1970-01-01' AS today` };
