// Advancing runs after their tasks changed: what is ready enters its queue, and the folded status is written.
import { ENDED_RUN_STATUSES, type Run, type RunStatus } from '../../domain/run/run.ts';
import { rollUp } from '../../domain/run/roll-up.ts';
import { lockTasks, type LockedTask } from '../../store/write/task-write.store.ts';
import { lockRuns, markEnqueued, setRunStatuses, tasksOfRuns, type RunTask } from '../../store/write/run-write.store.ts';
import { defaultQueueOf, findQueuesByName } from '../found.ts';
import { enterQueues } from '../task/task-change.ts';
import { emit, send, type Work } from '../work.ts';

/** Advances runs; locks those that are not locked yet, which must not happen after a lock on a task of another transaction's run. */
export async function advanceRuns(work: Work, runIds: readonly string[]): Promise<void> {
  const ids = [...new Set(runIds)].sort();
  if (ids.length === 0) return;
  // Sent together, carried out one after the other: the tasks are read with a snapshot that is taken when the runs are locked.
  const [runs, tasks] = await Promise.all([lockRuns(work.tx, ids), tasksOfRuns(work.tx, ids)]);
  await advanceEach(work, runs, tasks);
}

/** Advances one locked run. */
export async function advanceRun(work: Work, run: Run): Promise<void> {
  await advanceLocked(work, [run]);
}

/** Advances locked runs. */
export async function advanceLocked(work: Work, runs: readonly Run[]): Promise<void> {
  if (runs.length > 0) await advanceEach(work, runs, await tasksOfRuns(work.tx, runs.map((run) => run.id)));
}

/** Advances locked runs whose tasks are known as they are now: as they were read under those locks, with what this transaction has changed. */
export async function advanceEach(work: Work, runs: readonly Run[], tasks: readonly RunTask[]): Promise<void> {
  const changes: RunChange[] = [];
  const tasksOf = Map.groupBy(tasks, (task) => task.runId);
  for (const run of runs) {
    const now = await statusAfter(work, run, tasksOf.get(run.id) ?? []);
    changes.push({ ...run, now });
  }
  tellStatuses(work, changes);
}

/** A locked run: its status, and what it is now. */
export interface RunChange extends Pick<Run, 'id' | 'projectId' | 'status'> {
  readonly now: RunStatus;
}

/** Writes and tells what locked runs have become, by one statement that is not waited for; nothing of those that are as they were. */
export function tellStatuses(work: Work, runs: readonly RunChange[]): void {
  const changed = runs.filter(({ status, now }) => status !== now);
  for (const { id, projectId, status, now } of changed) emit(work, 'run.status', { subjectId: id, projectId, runId: id, data: { status: now, from: status } });
  if (changed.length > 0) send(setRunStatuses(work.tx, changed.map(({ id, now }) => ({ id, status: now, ended: ENDED_RUN_STATUSES.has(now) }))));
}

/** Enqueues what is ready of a locked run; gives its folded status after that. */
async function statusAfter(work: Work, run: Run, tasks: readonly RunTask[]): Promise<RunStatus> {
  const now = rollUp(run.definition, tasks);
  const ready = new Set(run.enqueued && run.deactivated === null ? now.ready : []);
  if (ready.size === 0) return now.status;
  const byNode = new Map(tasks.map((task) => [task.node, task]));
  await enqueueReady(work, run, [...ready].map((node) => byNode.get(node)!));
  const after = tasks.map((task) => (ready.has(task.node) ? { ...task, status: 'queued' as const } : task));
  return rollUp(run.definition, after).status;
}

/** Writes whether a locked run's tasks enter their queues by themselves. */
export async function setEnqueued(work: Work, run: Run, enqueued: boolean): Promise<void> {
  await markEnqueued(work.tx, run.id, enqueued);
  emit(work, 'run.enqueued', { subjectId: run.id, projectId: run.projectId, runId: run.id, data: { enqueued } });
}

/** Keeps a locked run from putting a task straight back that a person took out or made new; `enqueueRun` lets it go on. Gives back the run as it is then. */
export async function standStill(work: Work, run: Run): Promise<Run> {
  if (run.enqueued) await setEnqueued(work, run, false);
  return { ...run, enqueued: false };
}

async function enqueueReady(work: Work, run: Run, ready: readonly RunTask[]): Promise<void> {
  // Locked in the order of their ids, enqueued in that of the graph.
  const locked = new Map((await lockTasks(work.tx, ready.map((task) => task.id))).map((task) => [task.id, task]));
  const tasks = ready.map((task) => locked.get(task.id)!);
  const fallback = await findQueuesByName(work, [...new Set(tasks.filter((task) => task.queueId === null).map((task) => defaultQueueOf(task.specKind)))]);
  const queueOf = (task: LockedTask): string => task.queueId ?? run.queueId ?? fallback.get(defaultQueueOf(task.specKind))!.id;
  const entering = tasks.map((task) => ({ task, queueId: queueOf(task), priority: task.priority, rank: null, delaySeconds: 0 }));
  await enterQueues(work, entering, { via: 'SYSTEM', reason: 'what it needs has succeeded' });
}
