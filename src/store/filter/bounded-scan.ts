// Lists that are filtered in memory: what no column can tell is looked at row after row, up to a bound.
import type { Filter } from '../../domain/filter/filter.ts';
import { type FilterRow, rowTest } from '../../domain/filter/filter-match.ts';
import type { Connection } from '../database.ts';
import type { RowKey, SortKey } from '../read/keyset.ts';
import type { Reach } from '../read/listing.ts';
import type { NounReads } from '../read/noun-reads.ts';
import { linearEngine } from './linear-engine.ts';

/** Most rows that one read looks at; reading and testing so many takes about a quarter of a second. */
export const MAX_SCANNED_ROWS = 10_000;
/** Rows that are read at a time. */
const SCAN_BATCH = 500;

/** What a scan is to find. */
export interface Scan<Row> {
  /** What the database can tell, in normal form: only its rows are looked at. */
  readonly narrow: Filter;
  /** What remains, checked against the fields of `valuesOf`. */
  readonly filter: Filter;
  /** The values of a row by field. */
  valuesOf(row: Row): FilterRow;
  readonly order: readonly SortKey[];
  readonly after: RowKey | null;
  /** The projects of the caller. */
  readonly reach: Reach;
  readonly limit: number;
  /** Rows to look at, at most. @default MAX_SCANNED_ROWS */
  readonly maxScanned?: number;
}

/** What a scan has found. */
export interface Scanned<Row> {
  readonly rows: readonly Row[];
  /** Rows looked at. */
  readonly scanned: number;
  /** Why it ended: all rows wanted were found, the list was over, or the bound was reached with rows left to be looked at. */
  readonly end: 'FULL' | 'OVER' | 'CUT';
  /** The place of the last row looked at, from which the next scan goes on; null when there was none. */
  readonly last: RowKey | null;
}

/** The first rows of the list, in its order, of which the filter is true. */
export async function scanList<Row extends object>(connection: Connection, reads: Pick<NounReads<Row, never>, 'page'>, scan: Scan<Row>): Promise<Scanned<Row>> {
  const test = rowTest(scan.filter, linearEngine);
  const { maxScanned = MAX_SCANNED_ROWS } = scan;
  const rows: Row[] = [];
  let [last, scanned] = [scan.after, 0];
  for (;;) {
    const limit = Math.min(SCAN_BATCH, maxScanned - scanned);
    if (limit === 0) return { rows, scanned, end: 'CUT', last };
    const found = await reads.page(connection, scan.narrow, { order: scan.order, reach: scan.reach, page: { limit, backward: false, after: last, before: null } });
    for (const row of found.rows) {
      if (rows.length === scan.limit) return { rows, scanned, end: 'FULL', last };
      scanned++;
      last = keyOf(row, scan.order);
      if (test(scan.valuesOf(row))) rows.push(row);
    }
    if (!found.more) return { rows, scanned, end: 'OVER', last };
  }
}

function keyOf(row: object, order: readonly SortKey[]): RowKey {
  return order.map(({ property }) => {
    const value = (row as FilterRow)[property];
    return value instanceof Date ? value.toISOString() : (value as string | number | null);
  });
}
