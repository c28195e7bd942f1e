// The table with the one row that names the event log.
import { defineEntity, p } from '@mikro-orm/core';

/** `logId` tells this log from a restored copy; events up to and including `floor` are gone. */
export const EventMetaEntity = defineEntity({
  name: 'EventMeta',
  tableName: 'event_meta',
  properties: {
    logId: p.text().primary().defaultRaw('gen_random_uuid()::text'),
    floor: p.bigint('number').default(0),
  },
});
