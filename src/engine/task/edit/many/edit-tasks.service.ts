// Editing the descriptions of many tasks at once: all of them, or none.
import { DomainError } from '../../../../domain/errors.ts';
import type { CommandOutcome } from '../../../../domain/outcome.ts';
import { contentPatchAt, type ContentPatch, type ContentPatchInput } from '../../../../domain/task/content/content-patch.ts';
import { partsOf } from '../../../../domain/task/content/edited-content.ts';
import type { LockedTask } from '../../../../store/write/task-write.store.ts';
import { accepted, runCommand } from '../../../command-frame.ts';
import type { CommandContext, Engine } from '../../../engine.ts';
import type { Work } from '../../../work.ts';
import { requireMove, requireReferences } from '../content-reference.ts';
import { writeContent } from '../content-write.ts';
import { lockTasksForEdit, taskIdsAt } from './edit-lock.ts';
import { emitEdited } from '../edited-event.ts';

/** One of many edits; the patch may have anything but a status. */
export interface OneOfMany {
  readonly taskId: string;
  readonly patch: ContentPatchInput;
}

/**
 * Edits tasks whatever their status; of several edits of one task the later one wins, member by member. Errors: INVALID, NOT_FOUND (the ids stand in
 * the message) and FORBIDDEN before anything is written. `changed` counts tasks.
 */
export async function editTasks(engine: Engine, context: CommandContext, edits: readonly OneOfMany[]): Promise<{ readonly outcome: CommandOutcome; readonly changed: number }> {
  const patches = new Map<string, ContentPatch>();
  edits.forEach(({ taskId, patch }, i) => patches.set(taskId, { ...patches.get(taskId), ...contentPatchAt(patch, [String(i)]) }));
  const taskIds = taskIdsAt([...patches.keys()]);
  for (const { status } of patches.values()) if (status !== undefined) throw new DomainError('INVALID', 'status: is set for one task at a time', { path: ['status'] });
  let changed = 0;
  const outcome = await runCommand(engine, context, {
    op: 'editTasks',
    input: { edits: [...patches].map(([taskId, patch]) => ({ taskId, patch: Object.fromEntries(Object.entries(patch)) })) },
    body: async (work) => {
      changed = 0;
      for (const task of await lockTasksForEdit(work, taskIds)) if (await editOne(work, task, patches.get(task.id)!)) changed++;
      return accepted(taskIds[0]!);
    },
  });
  return { outcome, changed };
}

async function editOne(work: Work, task: LockedTask, patch: ContentPatch): Promise<boolean> {
  const parts = partsOf(patch);
  if (parts.length === 0) return false;
  const projectId = patch.projectId === undefined ? task.projectId : await requireMove(work, task, patch.projectId);
  await requireReferences(work, patch, task.id);
  await writeContent(work, task, { patch, ...(projectId === task.projectId ? {} : { projectId }) });
  emitEdited(work, task, { parts, projectId });
  return true;
}
