// The table that numbers what is written to the series of an owner.
import { defineEntity, p } from '@mikro-orm/core';

/** `next` numbers the next point or document, the others count what the owner has; the row is locked by whoever writes. */
export const MetricStreamEntity = defineEntity({
  name: 'MetricStream',
  tableName: 'metric_stream',
  properties: {
    ownerId: p.uuid().primary(),
    generation: p.integer().primary(),
    next: p.bigint('number').default(1),
    series: p.integer().default(0),
    points: p.bigint('number').default(0),
    documents: p.bigint('number').default(0),
    text: p.bigint('number').default(0),
  },
});
