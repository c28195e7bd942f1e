// The table of immutable workflow versions.
import { defineEntity, p } from '@mikro-orm/core';
import type { WorkflowDefinition } from '../../domain/run/definition.ts';

/** Version `n` of a workflow; rows equal the domain's `WorkflowVersion`. */
export const WorkflowVersionEntity = defineEntity({
  name: 'WorkflowVersion',
  tableName: 'workflow_version',
  properties: {
    workflowId: p.uuid().primary(),
    n: p.integer().primary(),
    body: p.json<WorkflowDefinition>(),
    sha: p.text(),
    createdBy: p.uuid().nullable(),
    createdAt: p.datetime(3).defaultRaw('now()'),
  },
});
