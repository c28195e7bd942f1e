// Points of series in the order of iterations, page by page: a series may have a million.
import type { Point } from '../../../domain/metric/series-statistics.ts';
import type { Connection, Statement } from '../../database.ts';

/** Points read by one statement at most, as long as a series does not grow meanwhile. */
export const POINT_PAGE = 50_000;

/** A series to read, with how many points it has, as far as is known: small ones share a statement. */
export interface SizedSeries {
  readonly id: number;
  readonly entries: number;
}

/** Points of one series; a series with many comes in several parts. */
export interface PointPage {
  readonly seriesId: number;
  readonly points: readonly Point[];
}

interface PointRow extends Point {
  readonly seriesId: number;
}

const COLUMNS = 'p.series_id AS "seriesId", p.iter, p.value, (extract(epoch FROM p.at) * 1000)::float8 AS at';

const OF_MANY: Statement = {
  name: 'points-of-series',
  text: `SELECT p.* FROM unnest($1::bigint[]) WITH ORDINALITY AS x (id, i) CROSS JOIN LATERAL (SELECT ${COLUMNS} FROM metric_point p WHERE p.series_id = x.id ORDER BY p.iter LIMIT ${POINT_PAGE}) p ORDER BY x.i, p.iter`,
};
const FIRST: Statement = { name: 'first-points', text: `SELECT ${COLUMNS} FROM metric_point p WHERE p.series_id = $1 ORDER BY p.iter LIMIT ${POINT_PAGE}` };
const NEXT: Statement = { name: 'next-points', text: `SELECT ${COLUMNS} FROM metric_point p WHERE p.series_id = $1 AND p.iter > $2 ORDER BY p.iter LIMIT ${POINT_PAGE}` };

/** All points of the series, in their order and in the order of iterations. */
export async function* pointPages(conn: Connection, series: readonly SizedSeries[]): AsyncGenerator<PointPage> {
  for (const group of groupsOf(series)) {
    if (group.length === 1) yield* pagesOf(conn, group[0]!.id);
    else yield* pagesTogether(conn, group.map(({ id }) => id));
  }
}

async function* pagesTogether(conn: Connection, ids: readonly number[]): AsyncGenerator<PointPage> {
  const rows = Map.groupBy(await conn.query<PointRow>(OF_MANY, [ids]), ({ seriesId }) => seriesId);
  for (const [seriesId, points] of rows) yield { seriesId, points };
}

async function* pagesOf(conn: Connection, seriesId: number): AsyncGenerator<PointPage> {
  let points = await conn.query<PointRow>(FIRST, [seriesId]);
  while (points.length > 0) {
    yield { seriesId, points };
    if (points.length < POINT_PAGE) return;
    points = await conn.query<PointRow>(NEXT, [seriesId, points.at(-1)!.iter]);
  }
}

/** Series whose points together fit one statement, one after the other. */
function groupsOf(series: readonly SizedSeries[]): SizedSeries[][] {
  const groups: SizedSeries[][] = [];
  let points = Number.POSITIVE_INFINITY;
  for (const one of series) {
    points += one.entries;
    if (points <= POINT_PAGE) groups.at(-1)!.push(one);
    else {
      groups.push([one]);
      points = one.entries;
    }
  }
  return groups;
}
