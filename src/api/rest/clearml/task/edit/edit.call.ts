// The calls that change what a task is made of.
import { z } from 'zod';
import { editTask } from '../../../../../engine/task/edit/edit-task.service.ts';
import { setRequirements } from '../../../../../engine/task/edit/set-requirements.service.ts';
import { flag, id, object, opt, orElse, text } from '../../call-shape.ts';
import { clearmlCall } from '../../clearml-call.ts';
import { requireUuid } from '../../wire-id.ts';
import { description, taskEdit } from './content-shape.ts';
import { EDIT_CODES, editAnswer, requireDone, timesOf, withCodes } from './edit-answer.ts';
import { patchOfWire } from './wire-content.ts';

/** Any part of a task that is created, or by force of any. */
export const editCall = clearmlCall('tasks.edit', {
  input: z.object({ task: id, force: orElse(flag, false), ...taskEdit }),
  run: async (context, { task, force, ...given }) => {
    const taskId = requireUuid(task, 'INVALID_TASK_ID');
    const patch = patchOfWire(given, { version: context.version, project: 'INVALID_PROJECT_ID' });
    return editAnswer(context, await withCodes(EDIT_CODES, () => editTask(context.engine, context.command, { taskId, patch, force })));
  },
});

/** What update takes: null is not given, and nothing can be cleared by it. */
export const updateShape = z.object({ task: id, name: opt(text), ...description, output__error: opt(text), status_message: opt(text) });

/** The patch of an update. */
export function updateOf({ task, output__error: error, ...given }: z.output<typeof updateShape>, version: Parameters<typeof patchOfWire>[1]['version']) {
  const patch = patchOfWire(given, { version, project: 'INVALID_PROJECT_ID' });
  return { taskId: requireUuid(task, 'INVALID_TASK_ID'), patch: error === undefined ? patch : { ...patch, output: { error } } };
}

/** The description of a task, whatever its status. */
export const updateCall = clearmlCall('tasks.update', {
  input: updateShape,
  run: async (context, input) => {
    const edit = await withCodes(EDIT_CODES, () => editTask(context.engine, context.command, { ...updateOf(input, context.version), force: true }));
    const { updated, fields } = editAnswer(context, edit);
    const { output: _whole, ...rest } = fields;
    return { updated, fields: input.output__error === undefined ? fields : { ...rest, 'output.error': input.output__error } };
  },
});

/** The packages of a script. */
export const setRequirementsCall = clearmlCall('tasks.set_requirements', {
  input: z.object({ task: id, requirements: object }),
  run: async (context, { task, requirements }) => {
    const taskId = requireUuid(task, 'INVALID_TASK_ID');
    const { outcome, written } = await withCodes({ script: 'MISSING_TASK_FIELDS' }, () => setRequirements(context.engine, context.command, { taskId, requirements }));
    const updated = requireDone(outcome) ? 1 : 0;
    return { updated, fields: written === null ? {} : { 'script.requirements': written.doc.script?.['requirements'], ...timesOf(context, written) } };
  },
});
