// What calls look at of a model before they do something with it.
import type { ClearmlContext } from '../clearml-context.ts';
import { objectsById } from '../view/view-answer.ts';
import { VIEWS } from '../view/view-book.ts';
import { requireUuid, unknownId } from '../wire-id.ts';
import { modelView } from './model.view.ts';

/** Its file, its task and whether it is published, as they are shown. Throws INVALID_MODEL_ID. */
export async function shownModel(context: ClearmlContext, model: string): Promise<{ readonly uri?: string; readonly task?: string; readonly ready?: boolean }> {
  const [found] = await objectsById(context, modelView, { ids: [requireUuid(model, 'INVALID_MODEL_ID')], fields: ['uri', 'task', 'ready'], views: VIEWS, asObjects: false });
  return found ?? unknownId(model, 'INVALID_MODEL_ID');
}
