// Workers take the next task of a queue.
import { z } from 'zod';
import { handOut } from '../../../../engine/external/hand-out.service.ts';
import { mayHandOut } from '../../../../engine/external/hand-out-peek.read.ts';
import { flag, id, opt, orElse } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import { COMPANY, requireUuid, uuidOf, wireIdOr } from '../wire-id.ts';
import { callingWorker } from '../task/status/calling-worker.ts';
import { wireEntry } from './queue-wire.ts';

/**
 * Hands out the first task that may go, or nothing: of a queue that is empty, paused, at its limit, or kept back by a barrier. The task stays queued until
 * it is started; when its taker does not start it, it goes back to its place. With `task` only when that one is next.
 */
export const nextTaskCall = clearmlCall('queues.get_next_task', {
  since: '2.4',
  input: z.object({ queue: id, get_task_info: orElse(flag, false), task: opt(id) }),
  run: async (context, input) => {
    const { engine, caller, command } = context;
    const queueId = requireUuid(input.queue, 'INVALID_QUEUE_ID');
    const taskId = input.task === undefined ? undefined : uuidOf(input.task);
    if (!(await mayHandOut(engine, caller.actor, queueId)) || taskId === null) return {};
    const out = await handOut(engine, command, { queueId, worker: callingWorker(context), taskId });
    if (out === null) return {};
    return { entry: wireEntry(out), ...(input.get_task_info ? { task_info: { company: COMPANY.id, user: wireIdOr(out.createdBy, '') } } : {}) };
  },
});
