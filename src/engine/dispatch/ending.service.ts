// Ending attempts: what was reported or lost is decided by the domain and written in one go.
import { endingOf, type Ending, type LostEnd } from '../../domain/attempt/ending.ts';
import type { AttemptEnd } from '../../domain/dispatch/protocol.ts';
import type { TaskStatus } from '../../domain/task/status.ts';
import type { EventData } from '../../domain/event/event.ts';
import { lockLiveAttempts, runsOfAttempts, writeEndings, type EndingRow, type LiveAttempt } from '../../store/write/ending.store.ts';
import { lockRuns, type RunTask } from '../../store/write/run-write.store.ts';
import type { Run } from '../../domain/run/run.ts';
import type { Engine } from '../engine.ts';
import { advanceEach, advanceLocked } from '../run/run-advance.ts';
import { emitTask, requireEdge } from '../task/task-change.ts';
import { inTransaction, send, type Work } from '../work.ts';
import { emitOpenNodes } from './graph/open-nodes.ts';
import { queueAgain, reasonOf } from './requeue.ts';
import { closedStepData, phaseData } from './step-data.ts';

/** An attempt under lock with how it ended. */
export interface EndedAttempt {
  readonly live: LiveAttempt;
  readonly end: AttemptEnd | LostEnd;
}

/** Ends attempts that nobody will report on any more. */
export async function loseAttempts(engine: Engine, ids: readonly string[], end: LostEnd | Extract<AttemptEnd, { by: 'HANDED_BACK' }>): Promise<void> {
  await inTransaction(engine, { op: 'lose', actorId: null, requestId: null }, async (work) => {
    const runIds = await runsOfAttempts(work.tx, ids);
    await endAttempts(work, { ids, runIds, live: null }, (live) => live.map((one) => ({ live: one, end })));
  });
}

/** Attempts to end, with the runs of their tasks. */
export interface Endangered {
  readonly ids: readonly string[];
  readonly runIds: readonly string[];
  /** The attempts as they were read under their locks and those of their runs; null when they are yet to be locked. */
  readonly live: readonly LiveAttempt[] | null;
  /** The runs as they were locked, with their tasks as they are but for these ends; null when they are yet to be locked, or to be read again. @default null */
  readonly families?: Families | null;
}

/** Locked runs with all their tasks, as they were read under the lock. */
export interface Families {
  readonly runs: readonly Run[];
  readonly tasks: readonly RunTask[];
}

/** Locks runs, tasks and attempts in their order, lets `choose` say which ended and how, and writes all consequences. */
export async function endAttempts(work: Work, of: Endangered, choose: (live: readonly LiveAttempt[]) => readonly EndedAttempt[]): Promise<void> {
  if (of.ids.length === 0) return;
  // Sent together, carried out one after the other: the runs are locked before the tasks, and the attempts are read behind both locks.
  const [runs, found] = await Promise.all([of.families ? runsOf(of.families, of.runIds) : lockRuns(work.tx, [...new Set(of.runIds)]), of.live ?? lockLiveAttempts(work.tx, of.ids)]);
  const over = new Set(runs.filter((run) => run.deactivated !== null).map((run) => run.id));
  const ended = choose(found).map(({ live, end }) => ({ live, ending: decideEnding(live, end, over.has(live.task.runId ?? '')) }));
  send(writeEndings(work.tx, ended.map(({ live, ending }) => rowOf(live, ending))));
  for (const { live, ending } of ended) emitEnding(work, live, ending);
  await queueAgain(work, ended.filter(({ ending }) => ending.againAfter !== null));
  const tasks = of.families ? tasksAfter(of.families, ended) : null;
  await (tasks ? advanceEach(work, runs, tasks) : advanceLocked(work, runs));
}

function runsOf({ runs }: Families, ids: readonly string[]): readonly Run[] {
  const wanted = new Set(ids);
  return runs.filter((run) => wanted.has(run.id));
}

/** The tasks as the ends leave them; null when one of them goes on after its end: then they are read again. */
function tasksAfter({ tasks }: Families, ended: readonly { readonly live: LiveAttempt; readonly ending: Ending }[]): readonly RunTask[] | null {
  const over = new Map<string, TaskStatus>();
  for (const { live, ending } of ended) {
    if (ending.taskStatus === null || ending.againAfter !== null) return null;
    over.set(live.task.id, ending.taskStatus);
  }
  return tasks.map((task) => ({ ...task, ...(over.has(task.id) ? { status: over.get(task.id)!, hold: 'NONE' as const } : {}) }));
}

function decideEnding(live: LiveAttempt, end: AttemptEnd | LostEnd, isOver: boolean): Ending {
  const { task, lastStep, isFailing, fence } = live;
  const { status, order, hold, retry, lostCount, failedCount, specKind } = task;
  const attempt = { fence, state: live.attemptState, hasPlace: live.place !== null };
  const ending = endingOf(end, { kind: specKind, status, order, hold, retry, history: { lostCount, failedCount }, lastStep, isFailing, isOver, attempt });
  if (ending.taskStatus !== null) requireEdge(status, ending.taskStatus, 'SYSTEM');
  return ending;
}

function rowOf(live: LiveAttempt, ending: Ending): EndingRow {
  // A task that goes straight back into its queue changes there; its row still belongs to the attempt here.
  const taskStatus = ending.taskStatus === 'queued' ? null : ending.taskStatus;
  return {
    attemptId: live.attemptId, taskId: live.task.id, generation: live.attemptGeneration, ...ending.attempt, taskStatus, reason: reasonOf(ending),
    lostCount: ending.history.lostCount, failedCount: ending.history.failedCount, phase: ending.phase, isClosed: live.isClosed ?? false,
  };
}

function emitEnding(work: Work, live: LiveAttempt, ending: Ending): void {
  const { task, openPhase, lastStep } = live;
  emitOpenNodes(work, task, { live, state: ending.phase });
  const data: EventData = {
    attempt: { id: live.attemptId, no: live.attemptOrdinal, state: 'ENDED', ...ending.attempt },
    ...(openPhase === null ? {} : { phase: phaseData({ ...openPhase, state: ending.phase }) }),
    ...(lastStep?.state === 'RUNNING' ? { step: closedStepData(lastStep) } : {}),
    generation: live.attemptGeneration,
  };
  if (ending.taskStatus === null || ending.taskStatus === 'queued') return emitTask(work, 'task.attempt_ended', task, data);
  const registers = { ...(task.order === null ? {} : { order: null }), ...(task.hold === 'NONE' ? {} : { hold: 'NONE' }) };
  emitTask(work, 'task.ended', task, { status: ending.taskStatus, from: task.status, reason: reasonOf(ending), ...registers, ...data });
}
