// The table of series of numbers and pictures.
import { defineEntity, p } from '@mikro-orm/core';

/** One series of an owner (a task's generation, or a model with the generation 0), with what is asked for most. */
export const MetricSeriesEntity = defineEntity({
  name: 'MetricSeries',
  tableName: 'metric_series',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    ownerId: p.uuid(),
    generation: p.integer(),
    kind: p.text().$type<'SCALAR' | 'VECTOR' | 'PLOT' | 'IMAGE'>(),
    metric: p.text(),
    variant: p.text(),
    xAxisLabel: p.text().nullable(),
    count: p.bigint('number').default(0),
    total: p.double().default(0),
    lastValue: p.double().nullable(),
    lastIter: p.bigint('number').nullable(),
    lastAt: p.datetime(3).nullable(),
    minValue: p.double().nullable(),
    minIter: p.bigint('number').nullable(),
    maxValue: p.double().nullable(),
    maxIter: p.bigint('number').nullable(),
    firstValue: p.double().nullable(),
    firstIter: p.bigint('number').nullable(),
    entries: p.bigint('number').default(0),
    topIter: p.bigint('number').nullable(),
    lastN: p.bigint('number').default(0),
  },
});
