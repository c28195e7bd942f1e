// The call that publishes a model.
import { z } from 'zod';
import { setModelReady } from '../../../../engine/model/model-end.service.ts';
import { publishTask } from '../../../../engine/task/publish-task.service.ts';
import { flag, id, orElse } from '../call-shape.ts';
import { type ClearmlData, clearmlCall } from '../clearml-call.ts';
import { ClearmlError } from '../clearml-error.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { DELETED_PREFIX, requireUuid } from '../wire-id.ts';
import { shownModel } from './shown-model.ts';

/** `models.set_ready`: publishes a model, and before it the task that made it unless that is not wanted. Throws INVALID_MODEL_ID, MODEL_IS_READY, TASK_STATUS. */
export const readyModelCall = clearmlCall('models.set_ready', {
  input: z.object({ model: id, publish_task: orElse(flag, true), force_publish_task: orElse(flag, false) }),
  run: async (context, { model, publish_task, force_publish_task: force }) => {
    const modelId = requireUuid(model, 'INVALID_MODEL_ID');
    const { task, ready } = await shownModel(context, model);
    if (ready === true) throw isReady(model);
    const published = publish_task && task !== undefined && !task.startsWith(DELETED_PREFIX) ? await publishMaker(context, task, force) : null;
    const { result } = await setModelReady(context.engine, context.command, { modelId });
    if (result === 'NOOP') throw isReady(model);
    return { updated: 1, ...(published === null ? {} : { published_task: published }) };
  },
});

/** Publishes the task of a model; null when it is published already. */
async function publishMaker({ engine, command }: ClearmlContext, task: string, force: boolean): Promise<ClearmlData | null> {
  const { result, message } = await publishTask(engine, command, { taskId: requireUuid(task, 'INVALID_TASK_ID'), force, keepModel: true });
  if (result === 'REFUSED') throw new ClearmlError('TASK_STATUS', `Invalid task status: ${message}: task=${task}`);
  return result === 'ACCEPTED' ? { id: task, data: { updated: 1, fields: { status: 'published' } } } : null;
}

function isReady(model: string): ClearmlError {
  return new ClearmlError('MODEL_IS_READY', `Model is ready: model=${model}`);
}
