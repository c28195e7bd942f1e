// The calls that make an end final.
import { closeTask, publishTask } from '../../../../../engine/task/publish-task.service.ts';
import { flag, orElse } from '../../call-shape.ts';
import { requireUuid } from '../../wire-id.ts';
import { statusCalls } from './status-action.ts';
import { unlessUnmoved, unmoved } from './status-outcome.ts';
import { saidIn, STATUS_WORDS, writtenFields } from './status-words.ts';

const closeCalls = statusCalls({
  name: 'close',
  shape: STATUS_WORDS,
  run: async (context, task, input) => {
    const taskId = requireUuid(task, 'INVALID_TASK_ID');
    const said = saidIn(input);
    unlessUnmoved(await closeTask(context.engine, context.command, { taskId, force: input.force, said }));
    return { updated: 1, fields: await writtenFields(context, taskId, { status: 'closed', ...said }) };
  },
});

const publishCalls = statusCalls({
  name: 'publish',
  hasMany: true,
  shape: { ...STATUS_WORDS, publish_model: orElse(flag, true) },
  run: async (context, task, input) => {
    const taskId = requireUuid(task, 'INVALID_TASK_ID');
    const said = saidIn(input);
    const outcome = await publishTask(context.engine, context.command, { taskId, force: input.force, said, keepModel: !input.publish_model });
    // The one call of which the same status is no answer.
    if (outcome.result === 'NOOP' && !input.force) throw unmoved(outcome);
    unlessUnmoved(outcome);
    return { updated: 1, fields: await writtenFields(context, taskId, { status: 'published', ...said, times: ['published'] }) };
  },
});

/** `tasks.close` and `tasks.publish`. */
export const sealCalls = [...closeCalls, ...publishCalls];
