// The calls that make tasks new, and that delete them.
import { deleteTask } from '../../../../../engine/task/delete-task.service.ts';
import { resetTask } from '../../../../../engine/task/reset-task.service.ts';
import type { JsonValue } from '../../../../../domain/event/event.ts';
import { flag, orElse } from '../../call-shape.ts';
import { requireUuid } from '../../wire-id.ts';
import { statusCalls } from './status-action.ts';
import { unlessUnmoved } from './status-outcome.ts';
import { STATUS_WORDS, writtenFields } from './status-words.ts';

/** What both take: they always remove what the task has reported, and leave files to whoever keeps them. */
const REMOVAL = { ...STATUS_WORDS, return_file_urls: orElse(flag, false), delete_output_models: orElse(flag, true), delete_external_artifacts: orElse(flag, true) };

const resetCalls = statusCalls({
  name: 'reset',
  hasMany: true,
  shape: { ...REMOVAL, clear_all: orElse(flag, false) },
  run: async (context, task, input) => {
    const taskId = requireUuid(task, 'INVALID_TASK_ID');
    const byStatus = { force: input.force, clearAll: input.clear_all, keepModels: !input.delete_output_models, listUrls: input.return_file_urls };
    const { detail } = unlessUnmoved(await resetTask(context.engine, context.command, { taskId, byStatus }));
    const { deletedModels, removed, urls } = detail as unknown as { readonly deletedModels: number; readonly removed: number; readonly urls: JsonValue };
    const written = await writtenFields(context, taskId, { status: 'created', reason: 'reset', message: 'reset' });
    return {
      updated: 1, fields: { ...written, last_iteration: 0, last_metrics: {}, runtime: {} }, deleted_models: deletedModels, dequeued: removed === 0 ? {} : { removed },
      updated_children: 0, updated_models: 0, urls: urlsIn(urls),
    };
  },
});

const deleteCalls = statusCalls({
  name: 'delete',
  hasMany: true,
  shape: { ...REMOVAL, move_to_trash: orElse(flag, true), include_pipeline_steps: orElse(flag, false) },
  run: async (context, task, input) => {
    const taskId = requireUuid(task, 'INVALID_TASK_ID');
    const byStatus = { force: input.force, keepModels: !input.delete_output_models, listUrls: input.return_file_urls };
    const { detail } = unlessUnmoved(await deleteTask(context.engine, context.command, { taskId, byStatus }));
    const { children, updatedModels, deletedModels, urls } = detail as unknown as { readonly children: number; readonly updatedModels: number; readonly deletedModels: number; readonly urls: JsonValue };
    return { deleted: true, updated_children: children, updated_models: updatedModels, deleted_models: deletedModels, urls: urlsIn(urls) };
  },
});

/** `tasks.reset` and `tasks.delete`. */
export const removalCalls = [...resetCalls, ...deleteCalls];

function urlsIn(urls: JsonValue): object | null {
  if (urls === null) return null;
  const { models, artifacts, events } = urls as { readonly models: JsonValue; readonly artifacts: JsonValue; readonly events: JsonValue };
  return { model_urls: models, artifact_urls: artifacts, event_urls: events };
}
