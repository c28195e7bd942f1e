// The table of the models that tasks read and make.
import { defineEntity, p } from '@mikro-orm/core';

/** One model by the name that it has within a task's generation. */
export const TaskModelEntity = defineEntity({
  name: 'TaskModel',
  tableName: 'task_model',
  properties: {
    taskId: p.uuid().primary(),
    generation: p.integer().primary(),
    kind: p.text().$type<'input' | 'output'>().primary(),
    name: p.text().primary(),
    modelId: p.uuid(),
    position: p.integer().default(0),
    updatedAt: p.datetime(3).defaultRaw('now()'),
  },
});
