// The sign of life of a task.
import { z } from 'zod';
import { touchExternal } from '../../../../../engine/external/touch-external.service.ts';
import { id } from '../../call-shape.ts';
import { clearmlCall } from '../../clearml-call.ts';
import { uuidOf } from '../../wire-id.ts';

/** Says that the program of a task is alive; about a task that nobody knows, nothing is said. */
export const taskPingCall = clearmlCall('tasks.ping', {
  input: z.object({ task: id }),
  run: async ({ engine, command }, { task }) => {
    await touchExternal(engine, command, { taskId: uuidOf(task) });
    return {};
  },
});
