// Closing the live attempt of a task by a person's will, without its runner: whatever that says later is stale.
import { eventText, type EventData } from '../../domain/event/event.ts';
import { lockLiveAttempts, writeEndings, type EndingRow } from '../../store/write/ending.store.ts';
import { updateTask, type LockedTask } from '../../store/write/task-write.store.ts';
import { emitOpenNodes } from '../dispatch/graph/open-nodes.ts';
import { phaseData, stepData } from '../dispatch/step-data.ts';
import type { Work } from '../work.ts';
import { emitTask } from './task-change.ts';

/** Ends the live attempt of a locked task as ABORTED and leaves the task as it is; its open step becomes UNKNOWN, its slots are free, its epoch is over. */
export async function closeAttempt(work: Work, task: LockedTask, reason: string): Promise<void> {
  const data = await end(work, task, { reason, taskStatus: null });
  emitTask(work, 'task.attempt_ended', task, { ...said(reason), ...data });
}

/** Ends the live attempt of a locked task, and with it the task: it is stopped, nothing is held or ordered any more. */
export async function stopWithAttempt(work: Work, task: LockedTask, reason: string): Promise<void> {
  const data = await end(work, task, { reason, taskStatus: 'stopped' });
  const registers = { ...(task.order === null ? {} : { order: null }), ...(task.hold === 'NONE' ? {} : { hold: 'NONE' }) };
  emitTask(work, 'task.ended', task, { status: 'stopped', from: task.status, ...said(reason), ...registers, ...data });
}

/** The reason stands once in the event, which has no room for two long texts. */
function said(reason: string): EventData {
  return reason ? { reason: eventText(reason) } : {};
}

/** Writes the end and a new epoch; gives back what the event tells of them. */
async function end(work: Work, task: LockedTask, how: Pick<EndingRow, 'reason' | 'taskStatus'>): Promise<EventData> {
  const [live] = await lockLiveAttempts(work.tx, [task.attempt!.id]);
  if (!live) throw new Error(`the attempt ${task.attempt!.id} ended under the lock of its task`);
  const { lostCount, failedCount } = task;
  const epoch = task.epoch + 1;
  const closing = { outcome: 'ABORTED', failure: 'ABORTED', exitCode: null, signal: null } as const;
  await writeEndings(work.tx, [{ attemptId: live.attemptId, taskId: task.id, generation: live.attemptGeneration, ...closing, message: how.reason, ...how, lostCount, failedCount, phase: 'STOPPED', isClosed: false }]);
  await updateTask(work.tx, task.id, { epoch });
  emitOpenNodes(work, task, { live, state: 'STOPPED' });
  const { openPhase, lastStep } = live;
  return {
    attempt: { id: live.attemptId, no: live.attemptOrdinal, state: 'ENDED', ...closing },
    ...(openPhase === null ? {} : { phase: phaseData({ ...openPhase, state: 'STOPPED' }) }),
    ...(lastStep?.state === 'RUNNING' ? { step: stepData({ ...lastStep, state: 'UNKNOWN' }) } : {}),
    generation: live.attemptGeneration,
    epoch,
  };
}
