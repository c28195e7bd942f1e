// The table of signs of life of tasks.
import { defineEntity, p } from '@mikro-orm/core';

/** What pings, reports and batches of numbers write; a task without a row has shown no sign but its status. */
export const TaskActivityEntity = defineEntity({
  name: 'TaskActivity',
  tableName: 'task_activity',
  properties: {
    taskId: p.uuid().primary(),
    lastUpdate: p.datetime(3).nullable(),
    lastChange: p.datetime(3).nullable(),
    lastChangedBy: p.uuid().nullable(),
    lastWorker: p.text().nullable(),
    lastWorkerReport: p.datetime(3).nullable(),
    lastIteration: p.bigint('number').default(0),
  },
});
