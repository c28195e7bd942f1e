// The table of slots: the right to run one task of a limited queue, or to use a deck.
import { defineEntity, p } from '@mikro-orm/core';

/** One slot; free while `attemptId` is null. A `surplus` one is removed when it becomes free: its queue's limit was lowered. */
export const SlotEntity = defineEntity({
  name: 'Slot',
  tableName: 'slot',
  properties: {
    resourceKind: p.text().$type<'QUEUE' | 'DECK'>().primary(),
    resourceId: p.uuid().primary(),
    n: p.integer().primary(),
    attemptId: p.uuid().nullable(),
    surplus: p.boolean().default(false),
  },
});
