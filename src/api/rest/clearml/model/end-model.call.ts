// The calls that publish models and delete them.
import { z } from 'zod';
import { deleteModel, setModelReady } from '../../../../engine/model/model-end.service.ts';
import { publishTask } from '../../../../engine/task/publish-task.service.ts';
import { flag, id, orElse } from '../call-shape.ts';
import { type ClearmlData, clearmlCall } from '../clearml-call.ts';
import { ClearmlError } from '../clearml-error.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { runMany } from '../task/run-many.ts';
import { objectsById } from '../view/view-answer.ts';
import { VIEWS } from '../view/view-book.ts';
import { DELETED_PREFIX, requireUuid, unknownId } from '../wire-id.ts';
import { modelIds } from './model-shape.ts';
import { modelView } from './model.view.ts';

/** `models.set_ready`: publishes a model, and before it the task that made it unless that is not wanted. Throws INVALID_MODEL_ID, MODEL_IS_READY, TASK_STATUS. */
export const readyModelCall = clearmlCall('models.set_ready', {
  input: z.object({ model: id, publish_task: orElse(flag, true), force_publish_task: orElse(flag, false) }),
  run: async (context, { model, publish_task, force_publish_task: force }) => {
    const modelId = requireUuid(model, 'INVALID_MODEL_ID');
    const { task, ready } = await shown(context, model);
    if (ready === true) throw new ClearmlError('MODEL_IS_READY', `Model is ready: model=${model}`);
    const published = publish_task && typeof task === 'string' && !task.startsWith(DELETED_PREFIX) ? await publishMaker(context, task, force) : null;
    const { result } = await setModelReady(context.engine, context.command, { modelId });
    if (result === 'NOOP') throw new ClearmlError('MODEL_IS_READY', `Model is ready: model=${model}`);
    return { updated: 1, ...(published === null ? {} : { published_task: published }) };
  },
});

const ending = { force: orElse(flag, false) };

/** `models.delete`: gives the address of its file, which is the caller's to remove. Throws INVALID_MODEL_ID, MODEL_IN_USE, MODEL_CREATING_TASK. */
export const deleteModelCall = clearmlCall('models.delete', { input: z.object({ model: id, ...ending }), run: (context, { model, force }) => deleted(context, model, force) });

/** `models.delete_many`: the same for several. */
export const deleteModelsCall = clearmlCall('models.delete_many', {
  since: '2.13',
  input: z.object({ ...modelIds, ...ending }),
  run: (context, { ids, force }) => runMany(ids, (model) => deleted(context, model, force)),
});

async function deleted(context: ClearmlContext, model: string, force: boolean): Promise<ClearmlData> {
  const modelId = requireUuid(model, 'INVALID_MODEL_ID');
  const { uri } = await shown(context, model);
  const { result, code, message } = await deleteModel(context.engine, context.command, { modelId, force });
  if (result === 'REFUSED') throw new ClearmlError(code === 'MODEL_IN_USE' ? 'MODEL_IN_USE' : 'MODEL_CREATING_TASK', `Model cannot be deleted: ${message}: model=${model}`);
  return { deleted: true, url: uri };
}

/** Publishes the task of a model; null when it is published already. */
async function publishMaker({ engine, command }: ClearmlContext, task: string, force: boolean): Promise<ClearmlData | null> {
  const { result, message } = await publishTask(engine, command, { taskId: requireUuid(task, 'INVALID_TASK_ID'), force, keepModel: true });
  if (result === 'REFUSED') throw new ClearmlError('TASK_STATUS', `Invalid task status: ${message}: task=${task}`);
  return result === 'ACCEPTED' ? { id: task, data: { updated: 1, fields: { status: 'published' } } } : null;
}

async function shown(context: ClearmlContext, model: string): Promise<Readonly<Record<string, unknown>>> {
  const [found] = await objectsById(context, modelView, { ids: [requireUuid(model, 'INVALID_MODEL_ID')], fields: ['uri', 'task', 'ready'], views: VIEWS, asObjects: false });
  return found ?? unknownId(model, 'INVALID_MODEL_ID');
}
