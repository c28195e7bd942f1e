// Locking one task for a command, in the order that all transactions keep: item, run, task.
import { DomainError } from '../../domain/errors.ts';
import type { Run } from '../../domain/run/run.ts';
import { blockedBy } from '../../domain/run/roll-up.ts';
import { capabilitiesFor } from '../../domain/attempt/runner.ts';
import type { TaskState } from '../../domain/task/situation.ts';
import type { QueueItem } from '../../domain/queue/queue.ts';
import { runAgain } from '../../store/run-again.ts';
import { lockItems, waitsSomewhere } from '../../store/write/queue-item.store.ts';
import { lockRuns, tasksOfRuns, type RunTask } from '../../store/write/run-write.store.ts';
import { lockTasks, runOfTask, type LockedTask } from '../../store/write/task-write.store.ts';
import { notFound, requireId } from '../found.ts';
import { type Place, requirePlace } from '../place-check.ts';
import type { Work } from '../work.ts';

/** A task under lock with all that decisions need. */
export interface TaskInHand {
  readonly task: LockedTask;
  readonly item: QueueItem | null;
  readonly run: Run | null;
  /** All tasks of the run as they stood when the lock was taken. */
  readonly siblings: readonly RunTask[];
  readonly state: TaskState;
}

/** What a task is locked for. */
export interface TaskLocking {
  /** To be read alone: a public task is open to everybody for that, wherever it is. */
  readonly toRead?: boolean;
}

/** Locks a task, its item and its run; throws NOT_FOUND, and FORBIDDEN when the command's caller may only look at it, as everybody may at a public task. */
export async function lockTask(work: Work, taskId: string, { toRead = false }: TaskLocking = {}): Promise<TaskInHand> {
  const [owner, [item = null]] = await Promise.all([runOfTask(work.tx, requireId('task', taskId, ['taskId'])), lockItems(work.tx, [taskId])]);
  if (!owner) notFound('task', taskId, ['taskId']);
  const run = owner.runId === null ? null : ((await lockRuns(work.tx, [owner.runId]))[0] ?? null);
  const task = (await lockTasks(work.tx, [taskId]))[0] ?? notFound('task', taskId, ['taskId']);
  if (!toRead || !task.isPublic) await requirePlace(work, placeOfTask(task), { noun: 'task', id: taskId, path: ['taskId'] });
  if (!toRead) requirePrivate(work, task);
  // It entered its queue after its item was looked for. Waiting for the item now would be against the order of locks, and a
  // deadlock with the claim that is taking it: whichever of the two were given up, others would have passed over the item.
  if (task.status === 'queued' && item === null && (await waitsSomewhere(work.tx, taskId))) runAgain('the task has entered a queue meanwhile');
  const siblings = run === null ? [] : await tasksOfRuns(work.tx, [run.id]);
  return { task, item, run, siblings, state: stateOf(task, run, siblings) };
}

/** Throws FORBIDDEN for a public task, which no command changes but the one that makes it private again. */
export function requirePrivate(work: Work, task: LockedTask): void {
  if (work.command === null || !task.isPublic) return;
  throw new DomainError('FORBIDDEN', `the task ${task.id} is public, so that nobody may change it: make it private first`, { path: ['taskId'] });
}

/** Where a task is, for the judgement of a command. */
export function placeOfTask({ projectId, queueId, spec }: LockedTask): Place {
  return { projectId, queueId, deckName: spec.kind === 'steps' ? spec.deck : null };
}

/** The state that the command table decides on. */
export function stateOf(task: LockedTask, run: Run | null, siblings: readonly RunTask[]): TaskState {
  const blocked = run !== null && task.node !== null && blockedBy(run.definition, task.node, siblings).length > 0;
  const attempt = task.attempt && { state: task.attempt.state, fence: task.attempt.fence, can: capabilitiesFor(task.attempt.can, task.specKind) };
  return { status: task.status, hold: task.hold, pauseAfter: task.pauseAfter, pausedByRun: task.pausedByRun, order: task.order, attempt, blocked };
}
