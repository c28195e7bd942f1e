// The calls about hyperparameters.
import { z } from 'zod';
import { listedParameters, PARAMETER_REPLACEMENTS } from '../../../../../domain/task/content/hyperparams.ts';
import { contentsOf } from '../../../../../engine/task/edit/content.read.ts';
import { deleteParameters, editParameters } from '../../../../../engine/task/edit/edit-parameters.service.ts';
import { flag, id, ids, object, opt, orElse } from '../../call-shape.ts';
import { clearmlCall } from '../../clearml-call.ts';
import { requireUuid, wireId } from '../../wire-id.ts';
import { requireDone } from './edit-answer.ts';
import { taskIdsOf } from './many-tasks.call.ts';

/** Most tasks that one of the reading calls takes. */
export const MAX_READ_TASKS = 500;

/** `tasks` of the reading calls. */
export const readTasks = ids.refine((tasks) => tasks.length > 0 && tasks.length <= MAX_READ_TASKS, `must name 1 to ${MAX_READ_TASKS} tasks`);

/** Puts parameters in. */
export const editHyperParamsCall = clearmlCall('tasks.edit_hyper_params', {
  since: '2.9',
  input: z.object({ task: id, hyperparams: z.array(object), replace_hyperparams: opt(z.enum(PARAMETER_REPLACEMENTS)), force: orElse(flag, false) }),
  run: async ({ engine, command }, { task, hyperparams, replace_hyperparams: replace, force }) => {
    const { outcome } = await editParameters(engine, command, { taskId: requireUuid(task, 'INVALID_TASK_ID'), parameters: hyperparams, replace, force });
    return { updated: requireDone(outcome) ? 1 : 0 };
  },
});

/** Takes parameters out, or whole sections. */
export const deleteHyperParamsCall = clearmlCall('tasks.delete_hyper_params', {
  since: '2.9',
  input: z.object({ task: id, hyperparams: z.array(object).min(1), force: orElse(flag, false) }),
  run: async ({ engine, command }, { task, hyperparams, force }) => {
    const { outcome } = await deleteParameters(engine, command, { taskId: requireUuid(task, 'INVALID_TASK_ID'), names: hyperparams, force });
    return { deleted: requireDone(outcome) ? 1 : 0 };
  },
});

/** The parameters of tasks, by section and name. */
export const getHyperParamsCall = clearmlCall('tasks.get_hyper_params', {
  since: '2.9',
  role: 'viewer',
  input: z.object({ tasks: readTasks }),
  run: async ({ engine, caller }, { tasks }) => {
    const docs = await contentsOf(engine, caller.actor, { taskIds: taskIdsOf(tasks), member: 'hyperparams' });
    return { params: docs.map(({ taskId, content }) => ({ task: wireId(taskId), hyperparams: listedParameters(content) })) };
  },
});
