// The calls that delete models.
import { z } from 'zod';
import { deleteModel } from '../../../../engine/model/model-end.service.ts';
import { flag, id, orElse } from '../call-shape.ts';
import { type ClearmlData, clearmlCall } from '../clearml-call.ts';
import { ClearmlError } from '../clearml-error.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { runMany } from '../task/run-many.ts';
import { requireUuid } from '../wire-id.ts';
import { modelIds } from './model-shape.ts';
import { shownModel } from './shown-model.ts';

const ending = { force: orElse(flag, false) };

/** `models.delete`: gives the address of its file, which is the caller's to remove. Throws INVALID_MODEL_ID, MODEL_IN_USE, MODEL_CREATING_TASK. */
export const deleteModelCall = clearmlCall('models.delete', { input: z.object({ model: id, ...ending }), run: (context, { model, force }) => deleted(context, model, force) });

/** `models.delete_many`: the same for several. */
export const deleteModelsCall = clearmlCall('models.delete_many', {
  since: '2.13',
  input: z.object({ ...modelIds, ...ending }),
  run: (context, { ids, force }) => runMany(context, ids, (one, model) => deleted(one, model, force)),
});

async function deleted(context: ClearmlContext, model: string, force: boolean): Promise<ClearmlData> {
  const modelId = requireUuid(model, 'INVALID_MODEL_ID');
  const { uri } = await shownModel(context, model);
  const { result, code, message } = await deleteModel(context.engine, context.command, { modelId, force });
  if (result === 'REFUSED') throw new ClearmlError(code === 'MODEL_IN_USE' ? 'MODEL_IN_USE' : 'MODEL_CREATING_TASK', `Model cannot be deleted: ${message}: model=${model}`);
  return { deleted: true, url: uri };
}
