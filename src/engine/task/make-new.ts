// Making a task new: its next generation begins, with what the one before had begun with.
import { eventText } from '../../domain/event/event.ts';
import { mayChange } from '../../domain/task/transition.ts';
import { carryInputs } from '../../store/write/experiment/carry-inputs.store.ts';
import { deleteItems } from '../../store/write/queue-item.store.ts';
import { updateTask, type LockedTask, type TaskPatch } from '../../store/write/task-write.store.ts';
import type { Work } from '../work.ts';
import { closeAttempt } from './attempt-closing.ts';
import { withoutHold } from './hold-change.ts';
import { changeStatus, emitTask } from './task-change.ts';

/** Why, and what else changes in the row. */
export interface Renewal {
  readonly reason: string;
  readonly message?: string;
  readonly patch?: TaskPatch;
}

/**
 * Writes a locked task as new: created, in its next generation, with no hold, no order, no item and no failures, and with the input
 * artifacts and input models that it had. Gives the task as it is then, and how many items it had in queues.
 */
export async function makeNew(work: Work, task: LockedTask, { reason, message = '', patch: more = {} }: Renewal): Promise<{ task: LockedTask; left: number }> {
  const left = (await deleteItems(work.tx, [task.id])).length;
  // A task whose status came from outside may have ended while its process still runs.
  if (task.attempt !== null) await closeAttempt(work, task, reason);
  const generation = task.generation + 1;
  await carryInputs(work.tx, task.id, { from: task.generation, to: generation });
  const hold = withoutHold(task);
  const order = task.order === null ? {} : { order: null };
  const patch: TaskPatch = {
    ...hold.patch, order_verb: null, order_after: null, order_cleanup: null, generation, lost_count: 0, failed_count: 0, started_at: null, published_at: null, enqueue_status: null, ...more,
  };
  const data = { generation, ...(left > 0 ? { item: null } : {}), ...order, ...hold.data };
  if (task.status === 'created') {
    await updateTask(work.tx, task.id, { ...patch, status: 'created', status_reason: reason, status_message: message });
    emitTask(work, 'task.reset', task, { reason: eventText(reason), ...data });
  } else {
    const via = mayChange(task.status, 'created', 'USER') ? 'USER' : 'FORCE';
    await changeStatus(work, task, { kind: 'task.reset', to: 'created', via, reason, message, patch, data: { ...data, ...(via === 'FORCE' ? { forced: true } : {}) } });
  }
  return { task: { ...task, status: 'created', generation, hold: 'NONE', order: null, attempt: null, lostCount: 0, failedCount: 0 }, left };
}
