// The call by which older clients give a task its output model.
import { z } from 'zod';
import { createModel } from '../../../../engine/model/create-model.service.ts';
import { editModel } from '../../../../engine/model/edit-model.service.ts';
import { putModelOfTask } from '../../../../engine/task/edit/task-models.service.ts';
import { id, opt, text, texts, whole } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { ClearmlError } from '../clearml-error.ts';
import { requireDone } from '../task/edit/edit-answer.ts';
import { requireUuid, wireId } from '../wire-id.ts';
import { draftOfTask, type MakerShown } from './task-draft.ts';

/** Name of the only output model that tasks of older clients have. */
const OUTPUT = 'Output Model';

const input = z.object({ task: id, uri: opt(text), override_model_id: opt(id), name: opt(text), comment: opt(text), tags: opt(texts), system_tags: opt(texts), iteration: opt(whole.min(0)) });

/**
 * `models.update_for_task`: the model that is named, or one for the address: the draft that the task has already, else a new one. Throws
 * VALIDATION unless one of the two is given, INVALID_TASK_ID, INVALID_MODEL_ID, and TASK_STATUS unless the task is created or in progress.
 */
export const modelForTaskCall = clearmlCall('models.update_for_task', {
  input,
  run: async (context, given) => {
    const { task, uri, override_model_id: override } = given;
    const taskId = requireUuid(task, 'INVALID_TASK_ID');
    if ((uri === undefined) === (override === undefined)) throw new ClearmlError('VALIDATION', 'Validation error: give uri or override_model_id, and not both');
    const maker = await draftOfTask(context, task);
    const made = override === undefined ? await modelFor(context, maker, given) : { modelId: requireUuid(override, 'INVALID_MODEL_ID'), created: false };
    requireDone(await putModelOfTask(context.engine, context.command, { taskId, kind: 'output', name: OUTPUT, modelId: made.modelId, iteration: given.iteration }));
    return { id: wireId(made.modelId), created: made.created };
  },
});

async function modelFor({ engine, command }: ClearmlContext, maker: MakerShown, { task, name, uri, comment, tags, system_tags: systemTags }: z.output<typeof input>): Promise<{ readonly modelId: string; readonly created: boolean }> {
  const taskId = requireUuid(task, 'INVALID_TASK_ID');
  if (maker.draftId !== null) {
    await editModel(engine, command, { modelId: maker.draftId, name, uri, comment, tags, systemTags });
    return { modelId: maker.draftId, created: false };
  }
  const { subjectId } = await createModel(engine, command, { name: name ?? maker.name, uri, comment, tags, systemTags, taskId, ready: false });
  return { modelId: subjectId, created: true };
}
