// The calls that make a task, and that say whether one could be made.
import { sortedTags } from '../../../../../domain/task/content/tag-rule.ts';
import { DELETED_PREFIX, wireId } from '../../wire-id.ts';
import { clearmlCall } from '../../clearml-call.ts';
import type { ClearmlContext } from '../../clearml-context.ts';
import { createTask, validateTask, type CreateTaskInput } from '../../../../../engine/task/create-task.service.ts';
import { newTask, type WireContent } from './content-shape.ts';
import { NEW_TASK_CODES, requireDone, withCodes } from './edit-answer.ts';
import { patchOfWire } from './wire-content.ts';

/** Makes a task. */
export const createCall = clearmlCall('tasks.create', {
  input: newTask,
  run: async (context, input) => {
    const outcome = await withCodes(NEW_TASK_CODES, () => createTask(context.engine, context.command, newTaskOf(context, input)));
    requireDone(outcome);
    return { id: wireId(outcome.subjectId) };
  },
});

/** Checks what create would be given; a parent that has been deleted is no fault, so that a task can be held up as it was read. */
export const validateCall = clearmlCall('tasks.validate', {
  input: newTask,
  run: async (context, { parent, ...input }) => {
    const known = parent === undefined || parent.startsWith(DELETED_PREFIX) ? input : { ...input, parent };
    await withCodes(NEW_TASK_CODES, () => validateTask(context.engine, context.command, newTaskOf(context, known)));
    return {};
  },
});

function newTaskOf({ version }: ClearmlContext, input: WireContent): CreateTaskInput {
  const { name, projectId, tags, ...content } = patchOfWire(input, { version, project: 'FIELD_VALUES' });
  return { name: name as string, projectId: (projectId as string | undefined) ?? undefined, tags: tags === undefined ? undefined : sortedTags(tags as readonly string[]), content };
}
