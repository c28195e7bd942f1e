// The calls that give models tags and take them, and that make them public.
import { z } from 'zod';
import { editModel } from '../../../../engine/model/edit-model.service.ts';
import { setModelsPublic } from '../../../../engine/model/public-model.service.ts';
import { opt, texts } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { runMany } from '../task/run-many.ts';
import { requireUuid } from '../wire-id.ts';
import { modelIds, requireTag } from './model-shape.ts';

/** System tag of what is out of sight. */
const ARCHIVED = ['archived'];

/** `models.archive_many`: puts models out of sight. */
export const archiveModelsCall = clearmlCall('models.archive_many', {
  since: '2.13',
  input: z.object(modelIds),
  run: (context, { ids }) => runMany(context, ids, async (one, model) => ({ archived: await retag(one, model, { addSystemTags: ARCHIVED }) })),
});

/** `models.unarchive_many`: brings them back. */
export const unarchiveModelsCall = clearmlCall('models.unarchive_many', {
  since: '2.13',
  input: z.object(modelIds),
  run: (context, { ids }) => runMany(context, ids, async (one, model) => ({ unarchived: await retag(one, model, { removeSystemTags: ARCHIVED }) })),
});

/** `models.update_tags`: gives tags to several models, and takes others. One that is not there is not counted. Throws FIELD_VALUES. */
export const tagModelsCall = clearmlCall('models.update_tags', {
  since: '2.27',
  input: z.object({ ...modelIds, add_tags: opt(texts), remove_tags: opt(texts) }),
  run: async (context, { ids, add_tags, remove_tags }) => {
    add_tags?.forEach(requireTag);
    const { succeeded } = await runMany(context, ids, async (one, model) => ({ done: await retag(one, model, { addTags: add_tags, removeTags: remove_tags }) }));
    return { updated: succeeded.filter(({ done }) => done === true).length };
  },
});

/** `models.make_public`: everybody may read them, nobody change them. Throws INVALID_MODEL_ID, and changes nothing, when one of them is not there or public already. */
export const publicModelsCall = clearmlCall('models.make_public', { since: '2.9', input: z.object(modelIds), run: (context, { ids }) => publicModels(context, ids, true) });

/** `models.make_private`: the way back. */
export const privateModelsCall = clearmlCall('models.make_private', { since: '2.9', input: z.object(modelIds), run: (context, { ids }) => publicModels(context, ids, false) });

async function publicModels({ engine, command }: ClearmlContext, ids: readonly string[], isPublic: boolean): Promise<{ readonly updated: number }> {
  const modelIds = ids.map((model) => requireUuid(model, 'INVALID_MODEL_ID'));
  await setModelsPublic(engine, command, { modelIds, isPublic });
  return { updated: new Set(modelIds).size };
}

async function retag({ engine, command }: ClearmlContext, model: string, edits: Omit<Parameters<typeof editModel>[2], 'modelId'>): Promise<boolean> {
  return (await editModel(engine, command, { modelId: requireUuid(model, 'INVALID_MODEL_ID'), ...edits })).result === 'ACCEPTED';
}
