// The table of models.
import { defineEntity, p } from '@mikro-orm/core';
import type { JsonObject } from '../../../domain/task/task-doc.ts';

/** One model: where its file is and what made it. */
export const ModelEntity = defineEntity({
  name: 'Model',
  tableName: 'model',
  properties: {
    id: p.uuid().primary(),
    projectId: p.uuid(),
    name: p.text(),
    uri: p.text().default(''),
    framework: p.text().nullable(),
    labels: p.json<JsonObject>(),
    design: p.json<JsonObject>().nullable(),
    ready: p.boolean().default(true),
    taskId: p.uuid().nullable(),
    taskDeleted: p.boolean().default(false),
    parentId: p.uuid().nullable(),
    comment: p.text().default(''),
    tags: p.array(),
    systemTags: p.array(),
    metadata: p.json<JsonObject>(),
    isPublic: p.boolean().default(false),
    createdBy: p.uuid().nullable(),
    createdAt: p.datetime(3).defaultRaw('now()'),
    updatedAt: p.datetime(3).defaultRaw('now()'),
    version: p.integer().default(1),
    ord: p.bigint('number').autoincrement(),
    deletedAt: p.datetime(3).nullable(),
  },
});
