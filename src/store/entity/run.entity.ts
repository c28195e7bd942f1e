// The table of runs.
import { defineEntity, p } from '@mikro-orm/core';
import type { WorkflowDefinition } from '../../domain/run/definition.ts';
import type { Run, RunStatus } from '../../domain/run/run.ts';

/** One activation of a definition; rows equal the domain's `Run` plus the mark of deletion. */
export const RunEntity = defineEntity({
  name: 'Run',
  tableName: 'run',
  properties: {
    id: p.uuid().primary(),
    projectId: p.uuid(),
    kind: p.text().$type<Run['kind']>().default('WORKFLOW'),
    name: p.text(),
    workflowId: p.uuid().nullable(),
    workflowN: p.integer().nullable(),
    deploymentId: p.uuid().nullable(),
    definition: p.json<WorkflowDefinition>(),
    inputs: p.json<Run['inputs']>(),
    priority: p.integer().default(0),
    queueId: p.uuid().nullable(),
    enqueued: p.boolean().default(false),
    paused: p.boolean().default(false),
    status: p.text().$type<RunStatus>(),
    deactivated: p.text().$type<NonNullable<Run['deactivated']>>().nullable(),
    deactivatedAt: p.datetime(3).nullable(),
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
