// What the calls of outside workers have in common: the task under lock as they see it, and the end of their attempts.
import { standingOf, type OutsideClosing, type OutsideView } from '../../domain/attempt/external.ts';
import { invalid, optional, textAt } from '../../domain/input/check.ts';
import { eventText, type EventData } from '../../domain/event/event.ts';
import { lockLiveAttempts, writeEndings } from '../../store/write/ending.store.ts';
import { newestAttemptOf } from '../../store/write/outside/external.store.ts';
import type { LockedTask, TaskPatch } from '../../store/write/task-write.store.ts';
import { phaseData } from '../dispatch/step-data.ts';
import { reasonAt } from '../task/end-task.service.ts';
import { withoutHold } from '../task/hold-change.ts';
import { lockTask, type TaskInHand } from '../task/task-lock.ts';
import type { Work } from '../work.ts';

/** Longest message that an outside worker may leave with a status: the text of an exception, say. */
export const MAX_STATUS_MESSAGE = 10_000;

/** What is said about a change of status. */
export interface Said {
  readonly reason: string;
  readonly message: string;
}

/** The texts of a call; throws INVALID. */
export function saidAt(input: { readonly reason?: string | undefined; readonly message?: string | undefined }): Said {
  return { reason: reasonAt(input.reason), message: optional(input.message, (text) => textAt(text, ['message'], { max: MAX_STATUS_MESSAGE }), '') };
}

/** Whether the caller insists; throws INVALID. */
export function forceAt(value: unknown): boolean {
  return optional(value, (given) => (typeof given === 'boolean' ? given : invalid(['force'], 'must be true or false')), false);
}

/** A task under lock with what the decisions about outside workers look at. */
export interface OutsideHand extends TaskInHand {
  readonly view: OutsideView;
}

/** Locks a task for a worker (null: whoever calls). Errors: NOT_FOUND. */
export async function lockForOutside(work: Work, taskId: string, who: { runnerId: string | null; force: boolean }): Promise<OutsideHand> {
  const hand = await lockTask(work, taskId);
  const newest = who.runnerId === null ? null : await newestAttemptOf(work.tx, { taskId: hand.task.id, runnerId: who.runnerId });
  return { ...hand, view: { task: hand.state, specKind: hand.task.specKind, caller: standingOf(newest), runEnded: hand.run?.deactivated != null, runPaused: hand.run?.paused === true, force: who.force } };
}

/** Ends the live attempt of a locked task, and gives back what the event that ends tells of it. The task's own row is left alone. */
export async function endOutside(work: Work, task: LockedTask, how: OutsideClosing & { message: string }): Promise<EventData> {
  const [live] = await lockLiveAttempts(work.tx, [task.attempt!.id]);
  if (!live) throw new Error(`the attempt ${task.attempt!.id} ended under the lock of its task`);
  const { phase, ...closing } = how;
  const { attemptId, attemptOrdinal: no, attemptGeneration: generation, openPhase } = live;
  const { id: taskId, lostCount, failedCount } = task;
  await writeEndings(work.tx, [{ attemptId, taskId, generation, ...closing, exitCode: null, signal: null, taskStatus: null, reason: '', lostCount, failedCount, phase }]);
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
