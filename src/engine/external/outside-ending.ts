// Ends of tasks under outside workers: their attempts, and the task itself when somebody says that it is over.
import { closingFor, type FinalStatus, type OutsideClosing } from '../../domain/attempt/external.ts';
import { eventText, type EventData } from '../../domain/event/event.ts';
import type { TaskEventKind } from '../../domain/event/kind.ts';
import type { Order } from '../../domain/task/order.ts';
import type { Via } from '../../domain/task/transition.ts';
import { lockLiveAttempts, writeEndings } from '../../store/write/ending.store.ts';
import { deleteItems } from '../../store/write/queue-item.store.ts';
import type { LockedTask, TaskPatch } from '../../store/write/task-write.store.ts';
import { phaseData } from '../dispatch/step-data.ts';
import { withoutHold } from '../task/hold-change.ts';
import { changeStatus } from '../task/task-change.ts';
import type { Said } from '../task/status-note.ts';
import type { Work } from '../work.ts';

/** How a task comes to its end. */
export interface Conclude {
  readonly to: FinalStatus;
  readonly via: Via;
  readonly said: Said;
  /** What it was told to do, when that is not on its row. */
  readonly order?: Order;
  readonly patch?: TaskPatch;
}

/**
 * Writes that a locked task is over. It leaves its queue, nothing is held or ordered any more, and the attempt of an outside worker ends
 * with it; one that has a lease goes on until its process has ended, and then changes the status no more.
 */
export async function conclude(work: Work, task: LockedTask, how: Conclude): Promise<void> {
  const { to, via, said } = how;
  const left = await deleteItems(work.tx, [task.id]);
  const started = task.attempt?.state === 'RUNNING';
  const closing = closingFor(to, { started, order: how.order ?? task.order });
  const closed = task.attempt?.fence === 'EXTERNAL' ? await endOutside(work, task, { ...closing, message: said.message }) : {};
  const { patch, data: registers } = withoutRegisters(task);
  const data = { ...(left.length > 0 ? { item: null } : {}), ...closed, ...registers, ...(via === 'FORCE' ? { forced: true } : {}) };
  await changeStatus(work, task, { kind: KINDS[to] ?? 'task.ended', to, via, ...said, patch: { ...patch, ...endOf(to), ...how.patch }, data });
}

const KINDS: Partial<Record<FinalStatus, TaskEventKind>> = { closed: 'task.closed', published: 'task.published' };

/** What has run to its end, or was stopped, has ended just now, also when it had ended some other way before; what is published is so from now on. */
export function endOf(to: FinalStatus): TaskPatch {
  return { ...(to === 'completed' || to === 'stopped' ? { ended_at: 'now' } : {}), ...(to === 'published' ? { published_at: 'now' } : {}) };
}

/** A locked task as it is once `conclude` has written that it is over. */
export function concluded(task: LockedTask, to: FinalStatus): LockedTask {
  return { ...task, status: to, hold: 'NONE', order: null, attempt: task.attempt?.fence === 'EXTERNAL' ? null : task.attempt };
}

/** Ends the live attempt of a locked task, and gives back what the event that ends tells of it. The task's own row is left alone. */
export async function endOutside(work: Work, task: LockedTask, how: OutsideClosing & { message: string }): Promise<EventData> {
  const [live] = await lockLiveAttempts(work.tx, [task.attempt!.id]);
  if (!live) throw new Error(`the attempt ${task.attempt!.id} ended under the lock of its task`);
  const { phase, ...closing } = how;
  const { attemptId, attemptOrdinal: no, attemptGeneration: generation, openPhase } = live;
  const { id: taskId, lostCount, failedCount } = task;
  await writeEndings(work.tx, [{ attemptId, taskId, generation, ...closing, exitCode: null, signal: null, taskStatus: null, reason: '', lostCount, failedCount, phase, isClosed: false }]);
  const attempt = { id: attemptId, no, state: 'ENDED', ...closing, message: eventText(closing.message, MAX_TOLD_MESSAGE) };
  return { attempt, generation, ...(openPhase === null ? {} : { phase: phaseData({ ...openPhase, state: phase }) }) };
}

/** Of a worker's message what an event carries beside its reason; the row has all of it. */
const MAX_TOLD_MESSAGE = 300;

/** Columns and event fields that take back what was ordered and asked of a task that goes over to another status. */
export function withoutRegisters(task: LockedTask): { readonly patch: TaskPatch; readonly data: EventData } {
  const hold = withoutHold(task);
  if (task.order === null) return hold;
  return { patch: { ...hold.patch, order_verb: null, order_after: null, order_cleanup: null }, data: { ...hold.data, order: null } };
}
