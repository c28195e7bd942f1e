// Series of tasks and their entries as the API lists them.
import type { MetricKind } from '../../../domain/metric/metric-kind.ts';
import type { Connection, Statement } from '../../database.ts';
import type { ChildListing } from '../child-listing.ts';

/** A series with its statistics. */
export interface ListedSeries {
  readonly id: number;
  readonly kind: MetricKind;
  readonly metric: string;
  readonly variant: string;
  readonly xAxisLabel: string | null;
  /** Points or documents that it has. */
  readonly entries: number;
  readonly lastValue: number | null;
  readonly lastIter: number | null;
  readonly minValue: number | null;
  readonly minIter: number | null;
  readonly maxValue: number | null;
  readonly maxIter: number | null;
  readonly firstValue: number | null;
  readonly firstIter: number | null;
  readonly count: number;
  readonly total: number;
}

const SERIES = `t.id, t.kind, t.metric, t.variant, t.x_axis_label AS "xAxisLabel", t.entries, t.last_value AS "lastValue", t.last_iter AS "lastIter", t.min_value AS "minValue", t.min_iter AS "minIter",
  t.max_value AS "maxValue", t.max_iter AS "maxIter", t.first_value AS "firstValue", t.first_iter AS "firstIter", t.count, t.total`;

/** Series of the present generations of tasks, in the order in which they came to be. */
export const SERIES_OF_TASKS: ChildListing = {
  name: 'metric_series',
  from: 'metric_series t',
  select: SERIES,
  base: 't.entries > 0 AND t.generation = (SELECT generation FROM task own WHERE own.id = parent.id)',
  reach: 'EXISTS (SELECT 1 FROM task own WHERE own.id = t.owner_id AND own.project_id = ANY($?::uuid[]))',
  parent: 't.owner_id',
  order: [{ property: 'id', column: 't.id', type: 'integer', descending: false }],
};

/** What points and documents have in common. Conditions on the series and the number go into both branches, and so do the indexes that serve them. */
export const ENTRIES = `(SELECT series_id, iter, ''::text AS key, n, at, value, NULL::text AS url, 0 AS size FROM metric_point
  UNION ALL SELECT series_id, iter, key, n, at, NULL::float8, url, size FROM metric_document)`;

/** Columns of an entry `e` of the series `s`. */
export const ENTRY_COLUMNS = `e.series_id AS "seriesId", s.kind, s.metric, s.variant, s.generation, e.n, e.iter, e.at, e.value, e.key, e.url, e.size`;

/** Entries of series in the order of commits. Reach is that of the task, by which the series was found. */
export const ENTRIES_OF_SERIES: ChildListing = {
  name: 'metric_entry',
  from: `${ENTRIES} e JOIN metric_series s ON s.id = e.series_id`,
  select: ENTRY_COLUMNS,
  base: null,
  reach: 'true',
  parent: 'e.series_id',
  parentType: 'bigint',
  order: [{ property: 'n', column: 'e.n', type: 'integer', descending: false }],
};

const ONE: Statement = {
  name: 'one-metric-series',
  text: `SELECT ${SERIES} FROM metric_series t JOIN task ON task.id = t.owner_id AND task.generation = t.generation
    WHERE t.owner_id = $1 AND t.kind = $2 AND t.metric = $3 AND t.variant = $4 AND t.entries > 0`,
};

/** A series of the present generation of a task; null when there is none. */
export async function seriesByName(conn: Connection, of: { readonly taskId: string; readonly kind: MetricKind; readonly metric: string; readonly variant: string }): Promise<ListedSeries | null> {
  return (await conn.query<ListedSeries>(ONE, [of.taskId, of.kind, of.metric, of.variant]))[0] ?? null;
}

const BODIES: Statement = {
  name: 'metric-bodies',
  text: `SELECT d.series_id AS "seriesId", d.iter, d.key, d.body FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS x (series_id, iter, key)
    JOIN metric_document d ON d.series_id = x.series_id AND d.iter = x.iter AND d.key = x.key`,
};

/** The text of a document, by its place. */
export interface MetricBody {
  readonly seriesId: number;
  readonly iter: number;
  readonly key: string;
  readonly body: string | null;
}

/** The texts of documents. */
export async function bodiesOf(conn: Connection, places: readonly Pick<MetricBody, 'seriesId' | 'iter' | 'key'>[]): Promise<readonly MetricBody[]> {
  return conn.query<MetricBody>(BODIES, [places.map(({ seriesId }) => seriesId), places.map(({ iter }) => iter), places.map(({ key }) => key)]);
}
