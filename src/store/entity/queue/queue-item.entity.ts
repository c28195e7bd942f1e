// The table of places in queues; rows live from enqueue to claim.
import { defineEntity, p } from '@mikro-orm/core';
import type { SpecKind } from '../../../domain/task/spec.ts';

/** One place; a null `taskId` is a barrier. Rows equal the domain's `QueueItem` plus the kind of work and its deck, which the claim looks at. */
export const QueueItemEntity = defineEntity({
  name: 'QueueItem',
  tableName: 'queue_item',
  properties: {
    id: p.uuid().primary(),
    queueId: p.uuid(),
    taskId: p.uuid().nullable().unique(),
    priority: p.integer().default(0),
    rank: p.bigint('number'),
    specKind: p.text().$type<SpecKind>().nullable(),
    displayName: p.text().nullable(),
    deck: p.text().nullable(),
    held: p.boolean().default(false),
    notBefore: p.datetime(3).nullable(),
    addedAt: p.datetime(3).defaultRaw('now()'),
  },
});
