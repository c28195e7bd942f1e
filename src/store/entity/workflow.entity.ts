// The table of workflows; their bodies are versions.
import { defineEntity, p } from '@mikro-orm/core';

/** One named definition; rows equal the domain's `Workflow`. */
export const WorkflowEntity = defineEntity({
  name: 'Workflow',
  tableName: 'workflow',
  properties: {
    id: p.uuid().primary(),
    projectId: p.uuid(),
    name: p.text(),
    description: p.text().default(''),
    latest: p.integer().default(0),
    createdBy: p.uuid().nullable(),
    createdAt: p.datetime(3).defaultRaw('now()'),
    ord: p.bigint('number').autoincrement(),
  },
});
