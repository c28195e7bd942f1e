// Points: new ones appended, those that are there overwritten.
import type { Point } from '../../../domain/metric/series-statistics.ts';
import type { Connection, Statement } from '../../database.ts';
import { numberArray } from './array-literal.ts';

/** Columns of points, all of the same length, sorted by series and iteration. */
export interface PointColumns {
  readonly seriesIds: number[];
  readonly iters: number[];
  /** Milliseconds since 1970. */
  readonly times: number[];
  readonly values: number[];
  readonly numbers: number[];
}

/** No points yet. */
export function emptyColumns(): PointColumns {
  return { seriesIds: [], iters: [], times: [], values: [], numbers: [] };
}

/** Adds a point with its number. */
export function pushPoint(columns: PointColumns, seriesId: number, { iter, at, value, n }: Point & { readonly n: number }): void {
  columns.seriesIds.push(seriesId);
  columns.iters.push(iter);
  columns.times.push(at);
  columns.values.push(value);
  columns.numbers.push(n);
}

const ROWS = 'FROM unnest($1::bigint[], $2::bigint[], $3::float8[], $4::float8[], $5::bigint[]) AS x (series_id, iter, at, value, n)';
const INSERT = `INSERT INTO metric_point (series_id, iter, at, value, n) SELECT series_id, iter, to_timestamp(at / 1000), value, n ${ROWS}`;

const APPEND: Statement = { name: 'append-metric-points', text: INSERT };
const OVERWRITE: Statement = {
  name: 'overwrite-metric-points',
  text: `${INSERT} ON CONFLICT (series_id, iter) DO UPDATE SET at = excluded.at, value = excluded.value, n = excluded.n`,
};

/** Appends points none of which is there. */
export async function appendPoints(tx: Connection, columns: PointColumns): Promise<void> {
  await tx.query(APPEND, valuesOf(columns));
}

/** Writes points some of which are there. */
export async function overwritePoints(tx: Connection, columns: PointColumns): Promise<void> {
  await tx.query(OVERWRITE, valuesOf(columns));
}

function valuesOf({ seriesIds, iters, times, values, numbers }: PointColumns): string[] {
  return [seriesIds, iters, times, values, numbers].map(numberArray);
}

// LIMIT 1 of at most one row: each is looked up by the index. Without it the planner may read the whole table to join a large batch.
const OLD: Statement = {
  name: 'old-metric-points',
  text: `SELECT p.series_id AS "seriesId", p.iter, p.value, (extract(epoch FROM p.at) * 1000)::float8 AS at FROM unnest($1::bigint[], $2::bigint[]) AS x (series_id, iter) CROSS JOIN LATERAL (
    SELECT * FROM metric_point m WHERE m.series_id = x.series_id AND m.iter = x.iter LIMIT 1) p`,
};

/** A point that is there. */
export interface OldPoint extends Point {
  readonly seriesId: number;
}

/** Those of the points that are there. */
export async function oldPoints(tx: Connection, at: { readonly seriesIds: readonly number[]; readonly iters: readonly number[] }): Promise<readonly OldPoint[]> {
  return tx.query<OldPoint>(OLD, [numberArray(at.seriesIds), numberArray(at.iters)]);
}
