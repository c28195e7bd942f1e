// The call that updates many tasks at once.
import { z } from 'zod';
import { editTasks, type OneOfMany } from '../../../../../engine/task/edit/many/edit-tasks.service.ts';
import { clearmlCall } from '../../clearml-call.ts';
import { ClearmlError } from '../../clearml-error.ts';
import { uuidOf } from '../../wire-id.ts';
import { EDIT_CODES, requireDone, withCodes } from './edit-answer.ts';
import { updateOf, updateShape } from './edit.call.ts';

/** Ids of no task that an error names. */
const NAMED_IDS = 10;

/** Each line is an update; all tasks must be there and writable before the first is written, and the later line for a task wins. */
export const updateBatchCall = clearmlCall('tasks.update_batch', {
  isBatch: true,
  input: z.object({ input: z.array(updateShape) }),
  run: async (context, { input }) => {
    if (input.length === 0) return { updated: 0 };
    const strange = input.filter(({ task }) => uuidOf(task) === null).map(({ task }) => task.slice(0, 100));
    if (strange.length > 0) throw new ClearmlError('INVALID_TASK_ID', `Invalid task id: ids=${strange.slice(0, NAMED_IDS).join(', ')}`);
    const edits: readonly OneOfMany[] = input.map((line) => updateOf(line, context.version));
    const { outcome, changed } = await withCodes(EDIT_CODES, () => editTasks(context.engine, context.command, edits));
    requireDone(outcome);
    return { updated: changed };
  },
});
