// The calls that name models in tasks.
import { z } from 'zod';
import { TASK_MODEL_KINDS } from '../../../../../domain/task/content/task-model.ts';
import { deleteModelsOfTask, putModelOfTask } from '../../../../../engine/task/edit/task-models.service.ts';
import { id, opt, text, whole } from '../../call-shape.ts';
import { clearmlCall } from '../../clearml-call.ts';
import { requireUuid } from '../../wire-id.ts';
import { requireDone } from './edit-answer.ts';

const kind = z.enum(TASK_MODEL_KINDS);

/** Puts a model under a name; its iteration moves that of the task. */
export const putTaskModelCall = clearmlCall('tasks.add_or_update_model', {
  since: '2.13',
  input: z.object({ task: id, name: text, model: id, type: kind, iteration: opt(whole) }),
  run: async ({ engine, command }, { task, name, model, type, iteration }) => {
    const outcome = await putModelOfTask(engine, command, { taskId: requireUuid(task, 'INVALID_TASK_ID'), name, modelId: requireUuid(model, 'INVALID_MODEL_ID'), kind: type, iteration });
    return { updated: requireDone(outcome) ? 1 : 0 };
  },
});

/** Takes models from a task. */
export const deleteTaskModelsCall = clearmlCall('tasks.delete_models', {
  since: '2.13',
  input: z.object({ task: id, models: z.array(z.object({ name: text, type: kind })).min(1) }),
  run: async ({ engine, command }, { task, models }) => {
    const outcome = await deleteModelsOfTask(engine, command, { taskId: requireUuid(task, 'INVALID_TASK_ID'), names: models });
    return { updated: requireDone(outcome) ? 1 : 0 };
  },
});
