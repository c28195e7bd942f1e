// The table of the event log; its partitions are not entities of their own.
import { defineEntity, p } from '@mikro-orm/core';
import type { EventData } from '../../../domain/event/event.ts';
import type { EventKind } from '../../../domain/event/kind.ts';

/** One row of the log; `xid` is the writing transaction, which only the tail looks at. */
export const EventEntity = defineEntity({
  name: 'Event',
  tableName: 'event',
  properties: {
    xid: p.string().columnType('xid8').defaultRaw('pg_current_xact_id()'),
    seq: p.bigint('number').primary().autoincrement(),
    at: p.datetime(3).defaultRaw('now()'),
    kind: p.text().$type<EventKind>(),
    subjectId: p.uuid(),
    projectId: p.uuid().nullable(),
    runId: p.uuid().nullable(),
    taskId: p.uuid().nullable(),
    queueId: p.uuid().nullable(),
    actorId: p.uuid().nullable(),
    requestId: p.text().nullable(),
    data: p.json<EventData>(),
  },
});
