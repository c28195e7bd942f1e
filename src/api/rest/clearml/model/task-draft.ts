// A task as calls see it that give it a model: its name, and the model that it is still making.
import type { ClearmlContext } from '../clearml-context.ts';
import { ClearmlError } from '../clearml-error.ts';
import { taskView } from '../task/view/task.view.ts';
import { objectsById } from '../view/view-answer.ts';
import { VIEWS } from '../view/view-book.ts';
import { requireUuid, unknownId, uuidOf } from '../wire-id.ts';
import { modelView } from './model.view.ts';

/** The task. */
export interface MakerShown {
  readonly name: string;
  /** Its last output model, when that is no published one. */
  readonly draftId: string | null;
}

/** Looks at the task. Throws INVALID_TASK_ID, and TASK_STATUS when it takes no models any more. */
export async function draftOfTask(context: ClearmlContext, task: string): Promise<MakerShown> {
  const [found] = await objectsById(context, taskView, { ids: [requireUuid(task, 'INVALID_TASK_ID')], fields: ['name', 'status', 'models'], views: VIEWS, asObjects: false });
  const shown = (found ?? unknownId(task, 'INVALID_TASK_ID')) as { readonly name: string; readonly status: string; readonly models?: { readonly output?: readonly { readonly model: string }[] } };
  if (shown.status !== 'created' && shown.status !== 'in_progress') throw new ClearmlError('TASK_STATUS', `Invalid task status: models are given to tasks that are created or in progress: task=${task}, status=${shown.status}`);
  const last = uuidOf(shown.models?.output?.at(-1)?.model ?? '');
  const [model] = last === null ? [] : await objectsById(context, modelView, { ids: [last], fields: ['ready'], views: VIEWS, asObjects: false });
  return { name: shown.name, draftId: last !== null && model?.['ready'] === false ? last : null };
}
