// The table of what outside workers say of themselves.
import { defineEntity, p } from '@mikro-orm/core';
import type { JsonObject } from '../../domain/task/task-doc.ts';

/** One outside worker, beside its row among the runners. */
export const OutsideWorkerEntity = defineEntity({
  name: 'OutsideWorker',
  tableName: 'outside_worker',
  properties: {
    runnerId: p.uuid().primary(),
    queueIds: p.array().columnType('uuid[]'),
    timeoutSeconds: p.integer().default(600),
    ip: p.text().nullable(),
    taskId: p.uuid().nullable(),
    queueId: p.uuid().nullable(),
    tags: p.array(),
    systemTags: p.array(),
    stats: p.json<JsonObject>().nullable(),
    registeredAt: p.datetime(3).defaultRaw('now()'),
    lastReportAt: p.datetime(3).nullable(),
    lastActivityAt: p.datetime(3).defaultRaw('now()'),
  },
});
