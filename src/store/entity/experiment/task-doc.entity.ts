// The table of what people write about a task and what its program is given.
import { defineEntity, p } from '@mikro-orm/core';
import type { JsonObject } from '../../../domain/task/task-doc.ts';

/** One document; a task without a row has none of it. Rows equal the domain's `TaskDoc`. */
export const TaskDocEntity = defineEntity({
  name: 'TaskDoc',
  tableName: 'task_doc',
  properties: {
    taskId: p.uuid().primary(),
    comment: p.text().default(''),
    script: p.json<JsonObject>().nullable(),
    execution: p.json<JsonObject>(),
    hyperparams: p.json<JsonObject>(),
    configuration: p.json<JsonObject>(),
    runtime: p.json<JsonObject>(),
    container: p.json<JsonObject>(),
    output: p.json<JsonObject>(),
  },
});
