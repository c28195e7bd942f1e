// The table of deployments.
import { defineEntity, p } from '@mikro-orm/core';

/** A workflow version that callers run by name; rows equal the domain's `Deployment`. */
export const DeploymentEntity = defineEntity({
  name: 'Deployment',
  tableName: 'deployment',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    projectId: p.uuid(),
    description: p.text().default(''),
    workflowId: p.uuid(),
    workflowN: p.integer().nullable(),
    queueId: p.uuid(),
    isDefault: p.boolean().default(false),
    resultTtlSeconds: p.integer(),
    timeoutSeconds: p.integer(),
    memoryMib: p.integer(),
    createdBy: p.uuid().nullable(),
    createdAt: p.datetime(3).defaultRaw('now()'),
    updatedAt: p.datetime(3).defaultRaw('now()'),
    deletedAt: p.datetime(3).nullable(),
    version: p.integer().default(1),
    ord: p.bigint('number').autoincrement(),
  },
});
