// The newest figures of the series of tasks, as lists of tasks show them: from the rows of the series, never from their points.
import type { Connection, Statement } from '../../database.ts';
import type { MetricOwner } from '../../write/metric/metric-stream.store.ts';

/** The statistics of a series of numbers; figures that there are none of are null. A mean is null, too, when a value is too large to be added up. */
export interface LastMetric extends MetricOwner {
  readonly metric: string;
  readonly variant: string;
  readonly xAxisLabel: string | null;
  /** Iterations that have a number. */
  readonly count: number;
  /** At the greatest iteration. */
  readonly lastValue: number | null;
  readonly lastIter: number | null;
  readonly lastAt: Date | null;
  readonly minValue: number | null;
  readonly minIter: number | null;
  readonly maxValue: number | null;
  readonly maxIter: number | null;
  readonly firstValue: number | null;
  readonly firstIter: number | null;
  readonly mean: number | null;
}

// One order for all owners: an outer ORDER BY would sort them all for nothing, each owner's rows come out of the index in order.
const LAST: Statement = {
  name: 'last-metrics',
  text: `SELECT s.* FROM unnest($1::uuid[], $2::int[]) AS x (owner_id, generation) CROSS JOIN LATERAL (
    SELECT owner_id AS "ownerId", generation, metric, variant, x_axis_label AS "xAxisLabel", count, last_value AS "lastValue", last_iter AS "lastIter", last_at AS "lastAt", min_value AS "minValue", min_iter AS "minIter",
      max_value AS "maxValue", max_iter AS "maxIter", first_value AS "firstValue", first_iter AS "firstIter", CASE WHEN count > 0 AND total <> 'NaN' THEN total / count END AS mean
    FROM metric_series WHERE owner_id = x.owner_id AND generation = x.generation AND kind = 'SCALAR' AND count > 0 ORDER BY metric, variant LIMIT $3) s`,
};

/** The series of numbers of some owners that have any number, each owner's in the order of metric and variant, at most `limit` of each. A task is asked for by its present generation. */
export async function lastMetricsOf(conn: Connection, owners: readonly MetricOwner[], limit = MAX_LAST_METRICS): Promise<readonly LastMetric[]> {
  if (owners.length === 0) return [];
  return conn.query<LastMetric>(LAST, [owners.map(({ ownerId }) => ownerId), owners.map(({ generation }) => generation), limit]);
}

/** Series of one task that are shown with it at most. */
export const MAX_LAST_METRICS = 10_000;
