// The table of single numbers.
import { defineEntity, p } from '@mikro-orm/core';

/** The value of a series at an iteration; a later one of the same iteration takes its place. */
export const MetricPointEntity = defineEntity({
  name: 'MetricPoint',
  tableName: 'metric_point',
  properties: {
    seriesId: p.bigint('number').primary(),
    iter: p.bigint('number').primary(),
    at: p.datetime(3),
    value: p.double(),
    n: p.bigint('number'),
  },
});
