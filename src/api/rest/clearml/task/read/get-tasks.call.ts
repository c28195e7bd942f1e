// The calls that list tasks.
import type { ClearmlContext } from '../../clearml-context.ts';
import { clearmlCall } from '../../clearml-call.ts';
import { object } from '../../call-shape.ts';
import { listAnswer } from '../../view/view-answer.ts';
import { VIEWS } from '../../view/view-book.ts';
import { taskView } from '../view/task.view.ts';

/** `tasks.get_all`: exactly the fields that are named, references as ids. */
export const getTasksCall = clearmlCall('tasks.get_all', {
  role: 'viewer',
  input: object,
  run: (context, input) => {
    if (isPoll(input)) stayOpen(context);
    return listAnswer(context, taskView, { input, views: VIEWS, asObjects: false });
  },
});

/** `tasks.get_all_ex`: references as objects. */
export const getTasksExCall = clearmlCall('tasks.get_all_ex', { role: 'viewer', input: object, run: (context, input) => listAnswer(context, taskView, { input, views: VIEWS, asObjects: true }) });

/** What programs ask every two seconds, to hear whether they are to end. */
const POLLED = new Set(['id', 'status', 'status_message']);

function isPoll({ only_fields: asked }: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(asked) && asked.includes('status') && asked.every((name) => POLLED.has(name));
}

/**
 * Keeps the connection of a poll, which costs more to open anew than to ask. A child that the SDK forks between two polls has that one
 * connection too, until its first call, whose answer ends it: both would have to ask within the few milliseconds of a poll.
 */
function stayOpen({ answerHeaders }: ClearmlContext): void {
  answerHeaders.set('connection', 'keep-alive');
}
