// The call of a program that says that it is at a task.
import { startExternal } from '../../../../../engine/external/start-external.service.ts';
import { requireUuid } from '../../wire-id.ts';
import { callingWorker } from './calling-worker.ts';
import { statusCalls } from './status-action.ts';
import { unlessUnmoved } from './status-outcome.ts';
import { saidIn, STATUS_WORDS, writtenFields } from './status-words.ts';

/** The task is in progress; who says so again is welcome. */
export const startCalls = statusCalls({
  name: 'started',
  shape: STATUS_WORDS,
  run: async (context, task, input) => {
    const taskId = requireUuid(task, 'INVALID_TASK_ID');
    const said = saidIn(input);
    unlessUnmoved(await startExternal(context.engine, context.command, { taskId, worker: callingWorker(context), force: input.force, ...said }));
    return { updated: 1, started: 1, fields: await writtenFields(context, taskId, { status: 'in_progress', ...said, times: ['started'] }) };
  },
});
