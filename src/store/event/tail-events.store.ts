// What lies beyond the horizon, and how far the oldest running transaction has come, seen in one snapshot.
import type { LoggedEvent } from '../../domain/event/event.ts';
import type { Connection, Statement } from '../database.ts';
import { EVENT_COLUMNS, type EventRow, toEvent } from './event-row.store.ts';

/** One look at the log. */
export interface TailReading {
  /** Every transaction below this id has ended, and what it committed is in `rows` as far as they reach. */
  readonly xmin: bigint;
  /** The log's floor in the same snapshot: when it is above the horizon asked for, events beyond that are gone. */
  readonly floor: number;
  /** Committed rows above the horizon asked for, in order of `seq`. */
  readonly rows: readonly LoggedEvent[];
  /** True when the limit cut the rows off: nothing is known about what lies beyond the last one. */
  readonly full: boolean;
}

/**
 * Rows above `horizon`, at most `limit`. One statement is one snapshot: were xmin read by another statement, a row
 * could be committed between the two, be missing here and yet be taken for a rolled-back one.
 */
export async function tailEvents(conn: Connection, horizon: number, limit: number): Promise<TailReading> {
  const found = await conn.query<SnapshotRow>(TAIL, [horizon, limit]);
  const first = found[0];
  if (!first) throw new Error('the tail statement returned no row: its snapshot part always has one');
  const rows = found.filter(isEvent).map(toEvent);
  return { xmin: BigInt(first.xmin), floor: first.floor, rows, full: rows.length === limit };
}

type SnapshotRow = { readonly xmin: string; readonly floor: number } & (EventRow | { readonly seq: null });

function isEvent(row: SnapshotRow): row is SnapshotRow & EventRow {
  return row.seq !== null;
}

const TAIL: Statement = {
  name: 'event.tail',
  text: `SELECT s.xmin::text AS xmin, s.floor, e.*
    FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin, (SELECT floor FROM event_meta) AS floor) s
    LEFT JOIN LATERAL (SELECT ${EVENT_COLUMNS} FROM event WHERE seq > $1::bigint ORDER BY seq LIMIT $2::int) e ON true
    ORDER BY e.seq`,
};
