// The table of artifacts: named inputs and outputs of tasks.
import { defineEntity, p } from '@mikro-orm/core';
import type { JsonObject } from '../../../domain/task/task-doc.ts';

/** One artifact of a task's generation. */
export const ArtifactEntity = defineEntity({
  name: 'Artifact',
  tableName: 'artifact',
  properties: {
    taskId: p.uuid().primary(),
    generation: p.integer().primary(),
    key: p.text().primary(),
    mode: p.text().$type<'input' | 'output'>().primary().default('output'),
    type: p.text(),
    uri: p.text().nullable(),
    contentSize: p.bigint('number').nullable(),
    hash: p.text().nullable(),
    at: p.bigint('number').nullable(),
    typeData: p.json<JsonObject>().nullable(),
    displayData: p.json<readonly (readonly (string | number)[])[]>().nullable(),
  },
});
