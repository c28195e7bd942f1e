// The calls that list tasks.
import { clearmlCall } from '../../clearml-call.ts';
import { object } from '../../call-shape.ts';
import { listAnswer } from '../../view/view-answer.ts';
import { VIEWS } from '../../view/view-book.ts';
import { taskView } from '../view/task.view.ts';

/** `tasks.get_all`: exactly the fields that are named, references as ids. */
export const getTasksCall = clearmlCall('tasks.get_all', { role: 'viewer', input: object, run: (context, input) => listAnswer(context, taskView, { input, views: VIEWS, asObjects: false }) });

/** `tasks.get_all_ex`: references as objects. */
export const getTasksExCall = clearmlCall('tasks.get_all_ex', { role: 'viewer', input: object, run: (context, input) => listAnswer(context, taskView, { input, views: VIEWS, asObjects: true }) });
