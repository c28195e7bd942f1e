// The table of plots, pictures and vectors.
import { defineEntity, p } from '@mikro-orm/core';

/** One document of a series at an iteration; a later one of the same iteration and key takes its place. */
export const MetricDocumentEntity = defineEntity({
  name: 'MetricDocument',
  tableName: 'metric_document',
  properties: {
    seriesId: p.bigint('number').primary(),
    iter: p.bigint('number').primary(),
    key: p.text().primary().default(''),
    at: p.datetime(3),
    n: p.bigint('number'),
    body: p.text().nullable(),
    url: p.text().nullable(),
    worker: p.text().nullable(),
    size: p.integer().default(0),
  },
});
