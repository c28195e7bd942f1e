// Tasks enter queues and leave them.
import { z } from 'zod';
import { clearQueue, type EmptyingTurn } from '../../../../engine/queue/empty-queue.service.ts';
import { addToQueue, removeFromQueue } from '../../../../engine/queue/switch-queue.service.ts';
import { lengthOf } from '../../../../engine/read/queue-lines.read.ts';
import { flag, id, opt } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import { requireUuid, wireId } from '../wire-id.ts';
import { unlessRefused } from './refused-as.ts';

/** Puts a task into a queue, where it waits; one that waits elsewhere leaves that queue. */
export const addTaskCall = clearmlCall('queues.add_task', {
  since: '2.4',
  input: z.object({ queue: id, task: id, update_execution_queue: opt(flag) }),
  run: async ({ engine, command }, input) => {
    const queueId = requireUuid(input.queue, 'INVALID_QUEUE_ID');
    unlessRefused(await addToQueue(engine, command, { queueId, taskId: requireUuid(input.task, 'INVALID_TASK_ID') }), {
      ALREADY_QUEUED: 'ALREADY_QUEUED', HANDED_OUT: 'ALREADY_QUEUED', KIND_NOT_ACCEPTED: 'NOT_IN_QUEUE', QUEUE_CLOSED: 'NOT_IN_QUEUE',
    });
    return { added: 1 };
  },
});

/** Takes a task out of a queue; it is what it was before it entered. */
export const removeTaskCall = clearmlCall('queues.remove_task', {
  since: '2.4',
  input: z.object({ queue: id, task: id, update_task_status: opt(flag) }),
  run: async ({ engine, caller, command }, input) => {
    const queueId = requireUuid(input.queue, 'INVALID_QUEUE_ID');
    await lengthOf(engine, caller.actor, queueId); // an unknown queue is another error than a task that is not in it
    unlessRefused(await removeFromQueue(engine, command, { queueId, taskId: requireUuid(input.task, 'INVALID_TASK_ID') }), { NOT_QUEUED: 'NOT_IN_QUEUE' });
    return { removed: 1 };
  },
});

/** Takes out everything that the caller may command. */
export const clearQueueCall = clearmlCall('queues.clear_queue', {
  since: '2.31',
  input: z.object({ queue: id }),
  run: async ({ engine, caller, command }, input) => {
    const queueId = requireUuid(input.queue, 'INVALID_QUEUE_ID');
    // No more than were there in the beginning: others may be adding.
    const atFirst = await lengthOf(engine, caller.actor, queueId);
    const removed: string[] = [];
    for (let more = true; more && removed.length <= atFirst;) {
      const turn = (await clearQueue(engine, { ...command, requestId: null }, { queueId })).detail as unknown as EmptyingTurn;
      removed.push(...turn.taskIds);
      more = turn.more;
    }
    return { removed_tasks: removed.map(wireId) };
  },
});
