// Editing a task: what is given takes effect, in one transaction, with one event.
import { contentPatchAt, type ContentPatchInput } from '../../../domain/task/content/content-patch.ts';
import { decideEdit } from '../../../domain/task/content/edit-rule.ts';
import { partsOf } from '../../../domain/task/content/edited-content.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { carryOutEdit, type EditOutcome } from './carry-out-edit.ts';

/** What to change of which task. */
export interface EditTaskInput {
  readonly taskId: string;
  readonly patch: ContentPatchInput;
  /** Also while it is no draft any more. */
  readonly force: boolean;
}

/**
 * Changes what is given and leaves the rest: see `ContentPatch`. Refused with NOT_DRAFT unless the task is created or the caller insists.
 * Errors: INVALID, NOT_FOUND (`taskId`, `projectId`, `parentId`, `modelId`, `queueId`), FORBIDDEN (also for a public task).
 */
export function editTask(engine: Engine, context: CommandContext, { taskId, patch: given, force }: EditTaskInput): Promise<EditOutcome> {
  return carryOutEdit(engine, context, editOf(taskId, given, force));
}

function editOf(taskId: string, given: ContentPatchInput, force: boolean): Parameters<typeof carryOutEdit>[2] {
  const patch = contentPatchAt(given);
  const input = { taskId, force, ...Object.fromEntries(partsOf(patch).map((part) => [part, patch[part]])) };
  return { op: 'editTask', input, queues: patch.status === 'queued', verdict: (status) => decideEdit(status, { force }), patch: () => Promise.resolve(patch) };
}
