// Series as writers see them: found or made under the lock of their owner's stream, and written back with their statistics.
import type { MetricKind } from '../../../domain/metric/metric-kind.ts';
import type { SeriesStatistics } from '../../../domain/metric/series-statistics.ts';
import type { Connection, Statement } from '../../database.ts';
import type { MetricOwner } from './metric-stream.store.ts';

/** What a series is. */
export interface SeriesName extends MetricOwner {
  readonly kind: MetricKind;
  readonly metric: string;
  readonly variant: string;
}

/** A series that this transaction may write to. */
export interface SeriesRow extends SeriesName, SeriesStatistics {
  readonly id: number;
  readonly xAxisLabel: string | null;
  /** Points or documents that it has. */
  readonly entries: number;
  /** The greatest iteration of any of them: what is beyond is certainly new. */
  readonly topIter: number | null;
  /** The number of what was written last. */
  readonly lastN: number;
}

const COLUMNS = `s.id, s.owner_id AS "ownerId", s.generation, s.kind, s.metric, s.variant, s.x_axis_label AS "xAxisLabel", s.count, s.total, s.last_value AS "lastValue", s.last_iter AS "lastIter",
  (extract(epoch FROM s.last_at) * 1000)::float8 AS "lastAt", s.min_value AS "minValue", s.min_iter AS "minIter", s.max_value AS "maxValue", s.max_iter AS "maxIter",
  s.first_value AS "firstValue", s.first_iter AS "firstIter", s.entries, s.top_iter AS "topIter", s.last_n AS "lastN"`;

const NAMES = `unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[]) AS x (owner_id, generation, kind, metric, variant)`;

// LIMIT 1 of at most one row: each is looked up by the index, also when they are thousands.
const FIND: Statement = {
  name: 'find-metric-series',
  text: `SELECT ${COLUMNS} FROM ${NAMES} CROSS JOIN LATERAL (SELECT * FROM metric_series o
    WHERE o.owner_id = x.owner_id AND o.generation = x.generation AND o.kind = x.kind AND o.metric = x.metric AND o.variant = x.variant LIMIT 1) s`,
};

/** Those of the series that are there. */
export async function findSeries(tx: Connection, names: readonly SeriesName[]): Promise<readonly SeriesRow[]> {
  return tx.query<SeriesRow>(FIND, columnsOf(names));
}

// No conflict: whoever makes a series has locked the stream of its owner.
const MAKE: Statement = {
  name: 'make-metric-series',
  text: `INSERT INTO metric_series AS s (owner_id, generation, kind, metric, variant) SELECT * FROM ${NAMES} RETURNING ${COLUMNS}`,
};

/** Makes series that are not there, without entries. */
export async function makeSeries(tx: Connection, names: readonly SeriesName[]): Promise<readonly SeriesRow[]> {
  return tx.query<SeriesRow>(MAKE, columnsOf(names));
}

function columnsOf(names: readonly SeriesName[]): unknown[] {
  const column = (key: keyof SeriesName) => names.map((name) => name[key]);
  return [column('ownerId'), column('generation'), column('kind'), column('metric'), column('variant')];
}

const SAVE: Statement = {
  name: 'save-metric-series',
  text: `UPDATE metric_series s SET x_axis_label = x.label, count = x.count, total = x.total, last_value = x.last_value, last_iter = x.last_iter, last_at = to_timestamp(x.last_at / 1000),
      min_value = x.min_value, min_iter = x.min_iter, max_value = x.max_value, max_iter = x.max_iter, first_value = x.first_value, first_iter = x.first_iter,
      entries = x.entries, top_iter = x.top_iter, last_n = x.last_n
    FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::float8[], $5::float8[], $6::bigint[], $7::float8[], $8::float8[], $9::bigint[], $10::float8[], $11::bigint[], $12::float8[], $13::bigint[],
      $14::bigint[], $15::bigint[], $16::bigint[])
      AS x (id, label, count, total, last_value, last_iter, last_at, min_value, min_iter, max_value, max_iter, first_value, first_iter, entries, top_iter, last_n) WHERE s.id = x.id`,
};

/** Writes series back. */
export async function saveSeries(tx: Connection, rows: readonly SeriesRow[]): Promise<void> {
  const column = (key: keyof SeriesRow) => rows.map((row) => row[key]);
  await tx.query(SAVE, [
    column('id'), column('xAxisLabel'), column('count'), column('total'), column('lastValue'), column('lastIter'), column('lastAt'), column('minValue'), column('minIter'),
    column('maxValue'), column('maxIter'), column('firstValue'), column('firstIter'), column('entries'), column('topIter'), column('lastN'),
  ]);
}
