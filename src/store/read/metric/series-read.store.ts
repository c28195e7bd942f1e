// Series of an owner as readers choose among them.
import type { MetricKind } from '../../../domain/metric/metric-kind.ts';
import type { Connection, Statement } from '../../database.ts';
import type { MetricOwner } from '../../write/metric/metric-stream.store.ts';

/** A series without its entries. */
export interface SeriesRef extends MetricOwner {
  readonly id: number;
  readonly kind: MetricKind;
  readonly metric: string;
  readonly variant: string;
  readonly entries: number;
}

/** Series, or single values, that are read at once at most; one owner alone never has more. */
export const MAX_READ_SERIES = 200_000;

const OF_OWNERS: Statement = {
  name: 'series-of-owners',
  text: `SELECT * FROM (SELECT s.* FROM unnest($1::uuid[], $2::int[]) AS x (owner_id, generation) CROSS JOIN LATERAL (
    SELECT id, owner_id AS "ownerId", generation, kind, metric, variant, entries FROM metric_series
    WHERE owner_id = x.owner_id AND generation = x.generation AND kind = ANY($3::text[]) AND entries > 0) s LIMIT ${MAX_READ_SERIES + 1}) s ORDER BY s."ownerId", s.metric, s.variant, s.kind`,
};

/** The series of some kinds that have any entry, in the order of owner, metric and variant; `MAX_READ_SERIES` and one more at most. */
export async function seriesOfOwners(conn: Connection, owners: readonly MetricOwner[], kinds: readonly MetricKind[]): Promise<readonly SeriesRef[]> {
  return conn.query<SeriesRef>(OF_OWNERS, [owners.map(({ ownerId }) => ownerId), owners.map(({ generation }) => generation), kinds]);
}

/** The value that a series has for no iteration. */
export interface SingleValue extends MetricOwner {
  readonly metric: string;
  readonly variant: string;
  readonly value: number;
  readonly at: Date;
}

const SINGLE: Statement = {
  name: 'single-values',
  text: `SELECT * FROM (SELECT s.owner_id AS "ownerId", s.generation, s.metric, s.variant, p.value, p.at FROM unnest($1::uuid[], $2::int[]) AS x (owner_id, generation)
    JOIN metric_series s ON s.owner_id = x.owner_id AND s.generation = x.generation AND s.kind = 'SCALAR' JOIN metric_point p ON p.series_id = s.id AND p.iter = $3
    LIMIT ${MAX_READ_SERIES + 1}) s ORDER BY s."ownerId", s.metric, s.variant`,
};

/** Points of owners at one iteration, which stands for none; `MAX_READ_SERIES` and one more at most. */
export async function singleValues(conn: Connection, owners: readonly MetricOwner[], iteration: number): Promise<readonly SingleValue[]> {
  return conn.query<SingleValue>(SINGLE, [owners.map(({ ownerId }) => ownerId), owners.map(({ generation }) => generation), iteration]);
}
