// Tasks that wait: into another queue, or out of the one they are in.
import { admission } from '../../domain/queue/admission.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import type { Queue } from '../../domain/queue/queue.ts';
import { deleteItems, insertItems } from '../../store/write/queue-item.store.ts';
import { updateTask } from '../../store/write/task-write.store.ts';
import { accepted, noop, refused, runCommand, type BodyOutcome } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { requireId } from '../found.ts';
import { requireTaskPlace } from '../place-check.ts';
import { lockedQueue } from '../task/enqueue-task.service.ts';
import { emitTask, itemOf } from '../task/task-change.ts';
import { lockTask, type TaskInHand } from '../task/task-lock.ts';
import type { Work } from '../work.ts';
import { releaseTask } from './release-task.ts';

/** A task and a queue. */
export interface TaskAndQueue {
  readonly taskId: string;
  readonly queueId: string;
}

/**
 * Puts a task that waits at the end of its priority in another queue, in one step. Errors: NOT_FOUND; refused NOT_QUEUED when it waits nowhere,
 * and by the queue's own rules; nothing happens when it waits in that very queue.
 */
export async function switchQueue(engine: Engine, context: CommandContext, input: TaskAndQueue): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'switchQueue',
    input,
    body: async (work) => {
      await requireTaskPlace(work, requireId('task', input.taskId, ['taskId']));
      const queue = await lockedQueue(work, input.queueId);
      return switchInHand(work, await lockTask(work, input.taskId), queue);
    },
  });
}

/** Does so with a task under lock and a queue whose lock is held. */
export async function switchInHand(work: Work, { task, item }: TaskInHand, queue: Queue): Promise<BodyOutcome> {
  if (item === null) return refused(task.id, task.attempt !== null && task.status === 'queued' ? 'HANDED_OUT' : 'NOT_QUEUED');
  if (item.queueId === queue.id) return noop(task.id, 'ALREADY_QUEUED');
  const closed = admission(queue, task.specKind);
  if (closed) return refused(task.id, closed);
  await deleteItems(work.tx, [task.id]);
  const { priority } = task;
  const entry = { task, queueId: queue.id, priority, rank: null, delaySeconds: 0, displayName: item.displayName };
  const [placed] = await insertItems(work.tx, [itemOf(work, entry)]);
  await updateTask(work.tx, task.id, { queue_id: queue.id });
  emitTask(work, 'task.dequeued', { ...task, queueId: item.queueId }, { item: null });
  emitTask(work, 'task.enqueued', { ...task, queueId: queue.id }, { item: { id: placed!.id, queueId: queue.id, priority, rank: placed!.rank, notBefore: null } });
  return accepted(task.id);
}

/** Takes a task out of a queue; it is what it was before it entered. Errors: NOT_FOUND; refused NOT_QUEUED when it does not wait in that queue. */
export async function removeFromQueue(engine: Engine, context: CommandContext, input: TaskAndQueue): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'removeFromQueue',
    input,
    body: async (work) => {
      const hand = await lockTask(work, input.taskId);
      if (hand.item?.queueId !== input.queueId) return refused(hand.task.id, 'NOT_QUEUED');
      await releaseTask(work, hand);
      return accepted(hand.task.id);
    },
  });
}
