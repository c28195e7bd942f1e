// Ending attempts: what was reported or lost is decided by the domain and written in one go.
import { endingOf, type Ending, type LostEnd } from '../../domain/attempt/ending.ts';
import type { AttemptEnd } from '../../domain/dispatch/protocol.ts';
import type { EventData } from '../../domain/event/event.ts';
import { lockLiveAttempts, runsOfAttempts, writeEndings, type EndingRow, type LiveAttempt } from '../../store/write/ending.store.ts';
import { lockRuns } from '../../store/write/run-write.store.ts';
import type { Engine } from '../engine.ts';
import { advanceRun } from '../run/run-advance.ts';
import { emitTask, enterQueues, requireEdge } from '../task/task-change.ts';
import { inTransaction, send, type Work } from '../work.ts';

/** An attempt under lock with how it ended. */
export interface EndedAttempt {
  readonly live: LiveAttempt;
  readonly end: AttemptEnd | LostEnd;
}

/** Ends attempts that nobody will report on any more. */
export async function loseAttempts(engine: Engine, ids: readonly string[], end: LostEnd | Extract<AttemptEnd, { by: 'HANDED_BACK' }>): Promise<void> {
  await inTransaction(engine, { actorId: null, requestId: null }, async (work) => {
    const runIds = await runsOfAttempts(work.tx, ids);
    await endAttempts(work, { ids, runIds }, (live) => live.map((one) => ({ live: one, end })));
  });
}

/** Attempts to end, with the runs of their tasks. */
export interface Endangered {
  readonly ids: readonly string[];
  readonly runIds: readonly string[];
}

/** Locks runs, tasks and attempts in their order, lets `choose` say which ended and how, and writes all consequences. */
export async function endAttempts(work: Work, of: Endangered, choose: (live: readonly LiveAttempt[]) => readonly EndedAttempt[]): Promise<void> {
  if (of.ids.length === 0) return;
  const runs = await lockRuns(work.tx, [...new Set(of.runIds)]);
  const ended = choose(await lockLiveAttempts(work.tx, of.ids)).map(({ live, end }) => ({ live, ending: decideEnding(live, end) }));
  send(writeEndings(work.tx, ended.map(({ live, ending }) => rowOf(live, ending))));
  for (const { live, ending } of ended) emitEnding(work, live, ending);
  await queueAgain(work, ended.filter(({ ending }) => ending.againAfter !== null));
  for (const run of runs) await advanceRun(work, run);
}

interface DecidedEnd {
  readonly live: LiveAttempt;
  readonly ending: Ending;
}

function decideEnding(live: LiveAttempt, end: AttemptEnd | LostEnd): Ending {
  const { status, order, retry, lostCount, failedCount } = live.task;
  const ending = endingOf(end, { status, order, retry, history: { lostCount, failedCount } });
  if (ending.taskStatus !== null) requireEdge(status, ending.taskStatus, 'SYSTEM');
  return ending;
}

function rowOf(live: LiveAttempt, ending: Ending): EndingRow {
  const { task } = live;
  // A task that goes straight back into its queue changes there; its row still belongs to the attempt here.
  const taskStatus = ending.taskStatus === 'queued' ? null : ending.taskStatus;
  return {
    attemptId: live.attemptId, taskId: task.id, generation: task.generation, ...ending.attempt, taskStatus, reason: reasonOf(ending),
    lostCount: ending.history.lostCount, failedCount: ending.history.failedCount, phase: ending.phase,
  };
}

function reasonOf(ending: Ending): string {
  return ending.attempt.failure ?? ending.attempt.outcome;
}

function emitEnding(work: Work, live: LiveAttempt, ending: Ending): void {
  const { task } = live;
  const data: EventData = {
    attempt: { id: live.attemptId, no: live.attemptOrdinal, state: 'ENDED', ...ending.attempt },
    phase: { section: 'main', index: 0, state: ending.phase },
    generation: task.generation,
  };
  const changes = ending.taskStatus !== null && ending.taskStatus !== 'queued';
  const order = task.order === null ? {} : { order: null };
  if (changes) emitTask(work, 'task.ended', task, { status: ending.taskStatus, from: task.status, reason: reasonOf(ending), ...order, ...data });
  else emitTask(work, 'task.attempt_ended', task, data);
}

/** Puts tasks back at the place they had; what failed has become `failed` before, so that both changes are on record. */
async function queueAgain(work: Work, again: readonly DecidedEnd[]): Promise<void> {
  for (const { live, ending } of again) {
    const status = ending.taskStatus === 'failed' ? 'failed' : live.task.status;
    const place = live.place ?? { queueId: live.task.queueId!, priority: live.task.priority, rank: null };
    const task = { ...live.task, status };
    const { lostCount, failedCount } = ending.history;
    await enterQueues(work, [{ task, ...place, delaySeconds: ending.againAfter! }], {
      via: 'SYSTEM', reason: reasonOf(ending), patch: { lost_count: lostCount, failed_count: failedCount },
    });
  }
}
