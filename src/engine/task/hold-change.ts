// Changes of a task's hold: a pause is asked for, a task goes on, a hold falls away with what it belonged to.
import type { EventData, JsonValue } from '../../domain/event/event.ts';
import { isHeld, isSooner, type FailedStepChoice, type HoldAnswer, type PauseBoundary } from '../../domain/task/hold.ts';
import type { Task } from '../../domain/task/task.ts';
import { updateTask, type TaskPatch } from '../../store/write/task-write.store.ts';
import type { Work } from '../work.ts';
import { emitTask, type TaskScope } from './task-change.ts';

/** A locked task as far as its hold goes. */
export type HoldingTask = TaskScope & Pick<Task, 'hold' | 'holdN' | 'controlN' | 'pauseAfter' | 'pausedByRun'>;

/** Nothing is held and nothing is asked for; the counters go on counting, so that no answer is ever taken for another hold. */
const LET_GO: TaskPatch = { hold: 'NONE', hold_message: null, hold_prompt: null, hold_step_id: null, pause_after: null };

/**
 * Asks for a pause of a locked task that is in progress; its runner hears of it in the answer to its next beat. Where there is a
 * pause already it only becomes sooner. A pause of the task's own stays its own when its run is paused too, and one that came with
 * its run becomes its own when it is asked for by itself: it then outlasts that of the run.
 */
export async function requestPause(work: Work, task: HoldingTask, how: { after: PauseBoundary; byRun: boolean }): Promise<void> {
  const byRun = how.byRun && (task.hold === 'NONE' || task.pausedByRun);
  const isSaid = isHeld(task.hold) || (task.hold === 'REQUESTED' && !isSooner(how.after, task.pauseAfter));
  if (isSaid) return updateTask(work.tx, task.id, { paused_by_run: byRun });
  const controlN = task.controlN + 1;
  await updateTask(work.tx, task.id, { ...(task.hold === 'NONE' ? { hold: 'REQUESTED' } : {}), pause_after: how.after, paused_by_run: byRun, control_n: controlN });
  emitTask(work, 'task.held', task, { hold: 'REQUESTED', after: how.after, controlN });
}

/** What a person said to a hold. */
export interface GoOn {
  readonly failedStep?: FailedStepChoice | undefined;
  readonly value?: JsonValue | undefined;
}

/** Lets a locked task go on: takes back a pause that has not taken effect, or answers the hold it stands at. Gives back the task as it is then. */
export async function letGoOn<T extends HoldingTask>(work: Work, task: T, { failedStep, value = null }: GoOn): Promise<T> {
  const controlN = task.controlN + 1;
  const answer: HoldAnswer | null = isHeld(task.hold) ? { holdN: task.holdN, failedStep: failedStep ?? null, value } : null;
  await updateTask(work.tx, task.id, { ...LET_GO, paused_by_run: false, control_n: controlN, ...(answer ? { hold_answer: JSON.stringify(answer) } : {}) });
  emitTask(work, 'task.resumed', task, { hold: 'NONE', ...(failedStep === undefined ? {} : { failedStep }), controlN });
  return { ...task, hold: 'NONE', pauseAfter: null, pausedByRun: false, controlN };
}

/** What to write and to tell when a task ends or begins anew, so that no hold and no pause outlives it. */
export function withoutHold(task: Pick<Task, 'hold'>): { readonly patch: TaskPatch; readonly data: EventData } {
  if (task.hold === 'NONE') return { patch: { hold_answer: null }, data: {} };
  return { patch: { ...LET_GO, hold_answer: null, paused_by_run: false }, data: { hold: 'NONE' } };
}
