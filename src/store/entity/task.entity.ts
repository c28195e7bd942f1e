// The table of tasks.
import { defineEntity, p } from '@mikro-orm/core';
import type { Hold, HoldAnswer, HoldPrompt, PauseBoundary } from '../../domain/task/hold.ts';
import type { CleanupMode, OrderVerb, StopBoundary } from '../../domain/task/order.ts';
import type { RetryPolicy, SpecKind, TaskSpec } from '../../domain/task/spec.ts';
import type { TaskStatus } from '../../domain/task/status.ts';
import type { TaskType } from '../../domain/task/task-type.ts';

/** One unit of work; the domain's `order` is the three order columns together, null when `orderVerb` is. */
export const TaskEntity = defineEntity({
  name: 'Task',
  tableName: 'task',
  properties: {
    id: p.uuid().primary(),
    projectId: p.uuid(),
    runId: p.uuid().nullable(),
    node: p.text().nullable(),
    name: p.text(),
    specKind: p.text().$type<SpecKind>(),
    spec: p.json<TaskSpec>(),
    retry: p.json<RetryPolicy>(),
    status: p.text().$type<TaskStatus>(),
    statusReason: p.text().default(''),
    statusMessage: p.text().default(''),
    statusChangedAt: p.datetime(3).defaultRaw('now()'),
    hold: p.text().$type<Hold>().default('NONE'),
    holdMessage: p.text().nullable(),
    holdSince: p.datetime(3).nullable(),
    holdPrompt: p.json<HoldPrompt>().nullable(),
    holdStepId: p.uuid().nullable(),
    holdN: p.integer().default(0),
    pauseAfter: p.text().$type<PauseBoundary>().nullable(),
    pausedByRun: p.boolean().default(false),
    controlN: p.integer().default(0),
    holdAnswer: p.json<HoldAnswer>().nullable(),
    orderVerb: p.text().$type<OrderVerb>().nullable(),
    orderAfter: p.text().$type<StopBoundary>().nullable(),
    orderCleanup: p.text().$type<CleanupMode>().nullable(),
    orderAt: p.datetime(3).nullable(),
    generation: p.integer().default(1),
    epoch: p.integer().default(0),
    attemptNo: p.integer().default(0),
    lostCount: p.integer().default(0),
    failedCount: p.integer().default(0),
    queueId: p.uuid().nullable(),
    priority: p.integer().default(0),
    tags: p.array(),
    type: p.text().$type<TaskType>().default('custom'),
    systemTags: p.array(),
    parentId: p.uuid().nullable(),
    parentDeleted: p.boolean().default(false),
    isPublic: p.boolean().default(false),
    enqueueStatus: p.text().$type<TaskStatus>().nullable(),
    publishedAt: p.datetime(3).nullable(),
    clonedFrom: p.uuid().nullable(),
    createdBy: p.uuid().nullable(),
    createdAt: p.datetime(3).defaultRaw('now()'),
    startedAt: p.datetime(3).nullable(),
    endedAt: p.datetime(3).nullable(),
    version: p.integer().default(1),
    ord: p.bigint('number').autoincrement(),
    deletedAt: p.datetime(3).nullable(),
  },
});
