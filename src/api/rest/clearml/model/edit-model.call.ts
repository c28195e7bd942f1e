// The calls that change a model.
import { z } from 'zod';
import { type EditModelInput, editModel } from '../../../../engine/model/edit-model.service.ts';
import { flag, id, orElse, text } from '../call-shape.ts';
import { type ClearmlData, clearmlCall } from '../clearml-call.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { objectsById } from '../view/view-answer.ts';
import { VIEWS } from '../view/view-book.ts';
import { requireUuid } from '../wire-id.ts';
import { metadataItem, metadataOf, modelMembers, partsOf, placesOf } from './model-shape.ts';
import { modelView } from './model.view.ts';

const edit = z.object({ model: id, ...modelMembers });

/** `models.edit`: what is given replaces what is there. Throws INVALID_MODEL_ID and the errors of `models.create`. */
export const editModelCall = clearmlCall('models.edit', { input: edit, run: changed });

/** `models.update`: the same. */
export const updateModelCall = clearmlCall('models.update', { input: edit, run: changed });

/** `models.add_or_update_metadata`: writes facts by their keys; the others stay unless they are to be replaced. Throws INVALID_MODEL_ID. */
export const addMetadataCall = clearmlCall('models.add_or_update_metadata', {
  since: '2.13',
  input: z.object({ model: id, metadata: z.array(metadataItem), replace_metadata: orElse(flag, false) }),
  run: async (context, { model, metadata, replace_metadata }) => ({ updated: await apply(context, model, { setMetadata: metadataOf(metadata), replaceMetadata: replace_metadata }) }),
});

/** `models.delete_metadata`: forgets facts by their keys. Throws INVALID_MODEL_ID. */
export const deleteMetadataCall = clearmlCall('models.delete_metadata', {
  since: '2.13',
  input: z.object({ model: id, keys: z.array(text) }),
  run: async (context, { model, keys }) => ({ updated: await apply(context, model, { removeMetadata: keys }) }),
});

async function changed(context: ClearmlContext, input: z.output<typeof edit>): Promise<ClearmlData> {
  const { model, iteration, ...members } = input;
  const fields = Object.keys(members).filter((name) => members[name as keyof typeof members] !== undefined && Object.hasOwn(modelView.fields, name));
  await apply(context, model, { ...partsOf(input), ...placesOf(input), ...(iteration === undefined ? {} : { iteration }) });
  if (fields.length === 0) return { updated: 0, fields: {} };
  const [found] = await objectsById(context, modelView, { ids: [requireUuid(model, 'INVALID_MODEL_ID')], fields: [...fields, 'last_update'], views: VIEWS, asObjects: false });
  const { id: _id, ...shown } = found ?? {};
  return { updated: 1, fields: shown };
}

async function apply({ engine, command }: ClearmlContext, model: string, edits: Omit<EditModelInput, 'modelId'>): Promise<0 | 1> {
  const { result } = await editModel(engine, command, { modelId: requireUuid(model, 'INVALID_MODEL_ID'), ...edits });
  return result === 'ACCEPTED' ? 1 : 0;
}
