// The calls that show tasks by their ids.
import { z } from 'zod';
import { clearmlCall } from '../../clearml-call.ts';
import { ClearmlError } from '../../clearml-error.ts';
import { id, ids, opt } from '../../call-shape.ts';
import { MAX_PAGE } from '../../query/query-page.ts';
import { objectsById } from '../../view/view-answer.ts';
import { VIEWS } from '../../view/view-book.ts';
import { requireUuid, unknownId, uuidOf } from '../../wire-id.ts';
import { taskView } from '../view/task.view.ts';

/** `tasks.get_by_id`: all of one task. Throws INVALID_TASK_ID. */
export const getTaskCall = clearmlCall('tasks.get_by_id', {
  role: 'viewer',
  input: z.object({ task: id }),
  run: async (context, { task }) => {
    const [found] = await objectsById(context, taskView, { ids: [requireUuid(task, 'INVALID_TASK_ID')], views: VIEWS, asObjects: false });
    return { task: found ?? unknownId(task, 'INVALID_TASK_ID') };
  },
});

/** `tasks.get_by_id_ex`: several tasks, references as objects; those that are not there are left out. */
export const getTasksByIdCall = clearmlCall('tasks.get_by_id_ex', {
  since: '2.11',
  role: 'viewer',
  present: ['id'],
  input: z.object({ id: ids, only_fields: opt(z.unknown()), projection: opt(z.unknown()) }),
  run: async (context, input) => {
    if (input.id.length > MAX_PAGE) throw new ClearmlError('VALIDATION', `Validation error: id: at most ${MAX_PAGE} ids, has ${input.id.length}: ask in several calls`);
    const wanted = input.id.flatMap((each) => uuidOf(each) ?? []);
    return { tasks: await objectsById(context, taskView, { ids: wanted, fields: input.only_fields ?? input.projection, views: VIEWS, asObjects: true }) };
  },
});
