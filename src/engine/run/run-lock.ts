// Locking a run for a command, in the order that all transactions keep: its items first.
import type { Run } from '../../domain/run/run.ts';
import { runAgain } from '../../store/run-again.ts';
import { itemIdsOfRun, lockItemsOfRun } from '../../store/write/queue-item.store.ts';
import { lockRuns, queuesOfRun, tasksOfRuns } from '../../store/write/run-write.store.ts';
import { lockTasks, type LockedTask } from '../../store/write/task-write.store.ts';
import { meetsLocks, requireUnlocked } from '../access/lock-check.ts';
import { notFound, requireId } from '../found.ts';
import { requirePlace } from '../place-check.ts';
import type { Work } from '../work.ts';

/** Locks a run with the items of its tasks, so that no claim is half done; throws NOT_FOUND, FORBIDDEN when the command's caller may only look at it, and LOCKED. */
export async function lockRun(work: Work, runId: string): Promise<Run> {
  const id = requireId('run', runId, ['runId']);
  const locked = new Set((await lockItemsOfRun(work.tx, id)).map((item) => item.id));
  const run = (await lockRuns(work.tx, [id]))[0] ?? notFound('run', id, ['runId']);
  // Before anything else is told of it, a lock for one.
  await requirePlace(work, { projectId: run.projectId, queueId: run.queueId }, { noun: 'run', id, path: ['runId'] });
  await requireUnlockedRun(work, run);
  await requireUnlockedQueues(work, run);
  // One that entered its queue after the items were locked cannot be waited for now: a claim may have it and wait for this run.
  if ((await itemIdsOfRun(work.tx, id)).some((item) => !locked.has(item))) runAgain('a task of the run has entered a queue meanwhile');
  return run;
}

/** Throws LOCKED when somebody has locked the project of a run, its own queue, or a deck that its tasks use. */
export async function requireUnlockedRun(work: Work, run: Pick<Run, 'projectId' | 'queueId' | 'definition'>): Promise<void> {
  const { projectId, queueId } = run;
  const decks = new Set(run.definition.tasks.flatMap(({ spec }) => (spec.kind === 'steps' ? [spec.deck] : [])));
  for (const deckName of [null, ...decks]) await requireUnlocked(work, { projectId, queueId, deckName });
}

/** Throws LOCKED when somebody has locked a queue of one of its tasks: what is done to the run is done to what waits there, or puts something into it. */
async function requireUnlockedQueues(work: Work, { id, projectId }: Run): Promise<void> {
  if (!(await meetsLocks(work))) return;
  const queueIds = new Set((await queuesOfRun(work.tx, id)).map(({ queueId }) => queueId));
  for (const queueId of queueIds) await requireUnlocked(work, { projectId, queueId });
}

/** Locks all tasks of a locked run, in the order of their ids. */
export async function lockTasksOfRun(work: Work, runId: string): Promise<readonly LockedTask[]> {
  const ids = (await tasksOfRuns(work.tx, [runId])).map((task) => task.id);
  return lockTasks(work.tx, ids);
}
