// The table of output streams: one row for each task and generation that has written anything.
import { defineEntity, p } from '@mikro-orm/core';

/** `next` numbers the next line; `bytes` are kept, `dropped` lines were beyond the cap; its lines were recorded from `firstDay` to `lastDay`. */
export const TaskStreamEntity = defineEntity({
  name: 'TaskStream',
  tableName: 'task_stream',
  properties: {
    taskId: p.uuid().primary(),
    generation: p.integer().primary(),
    next: p.bigint('number').default(1),
    bytes: p.bigint('number').default(0),
    dropped: p.bigint('number').default(0),
    firstDay: p.date().defaultRaw(`((now() AT TIME ZONE 'UTC')::date)`),
    lastDay: p.date().defaultRaw(`((now() AT TIME ZONE 'UTC')::date)`),
  },
});
