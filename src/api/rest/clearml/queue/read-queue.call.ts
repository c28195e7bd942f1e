// One queue, or what of it is asked for most.
import { z } from 'zod';
import { lengthOf, linesOf, queueInReach } from '../../../../engine/read/queue-lines.read.ts';
import { id, opt, whole } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import { VIEWS } from '../view/view-book.ts';
import { objectsById } from '../view/view-answer.ts';
import { requireUuid, unknownId, wireId } from '../wire-id.ts';
import { requireDefaultQueue } from './tagged-queue.ts';
import { withLines } from './queue-line.ts';
import { queueView } from './queue.view.ts';

/** A queue with its entries. Clients ask for a name here, too, and take the error for an answer. */
export const queueByIdCall = clearmlCall('queues.get_by_id', {
  since: '2.4',
  role: 'viewer',
  input: z.object({ queue: id, max_task_entries: opt(whole.min(0)) }),
  run: async (context, { queue: asked, max_task_entries: limit }) => {
    const found = await objectsById(context, queueView, { ids: [requireUuid(asked, 'INVALID_QUEUE_ID')], views: VIEWS, asObjects: false });
    if (found.length === 0) unknownId(asked, 'INVALID_QUEUE_ID');
    const [queue] = await withLines(context, found, { limit, asObjects: false, parts: ['entries'] });
    return { queue };
  },
});

/** The queue that tasks enter when none is named. */
export const defaultQueueCall = clearmlCall('queues.get_default', {
  since: '2.4',
  role: 'viewer',
  input: z.object({}),
  run: async (context) => {
    const { id: queueId, name } = await requireDefaultQueue(context);
    return { id: wireId(queueId), name };
  },
});

/** The task that is next; null when none waits. */
export const peekTaskCall = clearmlCall('queues.peek_task', {
  since: '2.15',
  role: 'viewer',
  input: z.object({ queue: id }),
  run: async ({ engine, caller: { actor } }, input) => {
    const queue = await queueInReach(engine, actor, requireUuid(input.queue, 'INVALID_QUEUE_ID'));
    const [first] = (await linesOf(engine, actor, { queueIds: [queue.id], limit: 1 })).get(queue.id) ?? [];
    return { task: first === undefined ? null : wireId(first.taskId) };
  },
});

/** How many tasks wait. */
export const countEntriesCall = clearmlCall('queues.get_num_entries', {
  since: '2.15',
  role: 'viewer',
  input: z.object({ queue: id }),
  run: async ({ engine, caller }, input) => ({ num: await lengthOf(engine, caller.actor, requireUuid(input.queue, 'INVALID_QUEUE_ID')) }),
});
