// The table of queues.
import { defineEntity, p } from '@mikro-orm/core';
import type { JsonValue } from '../../../domain/event/event.ts';
import type { QueueState } from '../../../domain/queue/queue.ts';
import type { SpecKind } from '../../../domain/task/spec.ts';

/** One line of waiting work; `projectId` is null for queues shared by all projects. The row of a deleted one stays: tasks name it. */
export const QueueEntity = defineEntity({
  name: 'Queue',
  tableName: 'queue',
  properties: {
    id: p.uuid().primary(),
    projectId: p.uuid().nullable(),
    name: p.text(),
    displayName: p.text().nullable(),
    state: p.text().$type<QueueState>().default('OPEN'),
    accepts: p.array<SpecKind>((kind) => kind as SpecKind),
    maxRunning: p.integer().nullable(),
    tags: p.array(),
    systemTags: p.array(),
    metadata: p.json<{ readonly [key: string]: JsonValue }>(),
    updatedAt: p.datetime(3).defaultRaw('now()'),
    version: p.integer().default(1),
    createdAt: p.datetime(3).defaultRaw('now()'),
    ord: p.bigint('number').autoincrement(),
    deletedAt: p.datetime(3).nullable(),
  },
});
