// The call of somebody who wants a task to end.
import { stopExternal } from '../../../../../engine/external/stop-external.service.ts';
import { stoppedBy } from '../../../../../domain/attempt/external.ts';
import type { TaskStatus } from '../../../../../domain/task/status.ts';
import { requireUuid } from '../../wire-id.ts';
import { statusCalls } from './status-action.ts';
import { unlessUnmoved } from './status-outcome.ts';
import { saidIn, STATUS_WORDS, writtenFields } from './status-words.ts';

/** What runs is told to end and shows that it is stopping; what waits, or is run by nobody who would hear of it, is stopped. */
export const stopCalls = statusCalls({
  name: 'stop',
  hasMany: true,
  shape: STATUS_WORDS,
  run: async (context, task, input) => {
    const taskId = requireUuid(task, 'INVALID_TASK_ID');
    const { reason } = saidIn(input);
    const outcome = unlessUnmoved(await stopExternal(context.engine, context.command, { taskId, reason, force: input.force }));
    const { status } = outcome.detail as { readonly status: TaskStatus };
    const message = status === 'stopped' ? stoppedBy(context.caller.actor.name) : 'stopping';
    return { updated: 1, fields: await writtenFields(context, taskId, { status, reason, message }) };
  },
});
