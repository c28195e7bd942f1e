// A status set by hand: any status, whatever the table of changes says, with a proper end of what the task was in.
import type { EventData } from '../../domain/event/event.ts';
import type { TaskStatus } from '../../domain/task/status.ts';
import { entrantOf } from '../../store/write/queue-write.store.ts';
import { deleteItems } from '../../store/write/queue-item.store.ts';
import { touchProject } from '../../store/write/experiment/project-activity.store.ts';
import { updateTask } from '../../store/write/task-write.store.ts';
import { withoutRegisters } from '../external/outside-ending.ts';
import { notFound } from '../found.ts';
import { advanceRun } from '../run/run-advance.ts';
import { send, type Work } from '../work.ts';
import { closeAttempt } from './attempt-closing.ts';
import { lockedQueue } from './enqueue-task.service.ts';
import { enterQueues } from './task-change.ts';
import type { TaskInHand } from './task-lock.ts';

/** What to set, and what is said about it. */
export interface ForcedStatus {
  readonly to: TaskStatus;
  readonly reason?: string;
  readonly message?: string;
}

/** The queue of a task that is to be queued by hand, with its lock held, which comes before that of the task: the one that its kind of work enters. */
export async function queueForForced(work: Work, taskId: string): Promise<string> {
  const { kind } = (await entrantOf(work.tx, taskId)) ?? notFound('task', taskId, ['taskId']);
  return (await lockedQueue(work, undefined, { kind })).id;
}

/**
 * Sets the status of a task under lock to another one, and gives back what the event that tells of it has to say. A live attempt ends,
 * unless the task is to be in progress with it; its runner stops what it still does, and what it reports is refused. To be queued by
 * hand is to be created; `enterForced` does the rest.
 */
export async function forceStatus(work: Work, { task }: TaskInHand, { to, reason = '', message = '' }: ForcedStatus): Promise<EventData> {
  const left = await deleteItems(work.tx, [task.id]);
  const goesOn = to === 'in_progress' && task.attempt?.state === 'RUNNING';
  if (task.attempt !== null && !goesOn) await closeAttempt(work, task, 'its status was set by hand');
  const { patch, data } = goesOn ? { patch: {}, data: {} } : withoutRegisters(task);
  const status = to === 'queued' ? 'created' : to;
  const texts = { status_reason: reason, status_message: message };
  send(touchProject(work.tx, task.projectId));
  await updateTask(work.tx, task.id, { ...patch, ...texts, ...(status === task.status ? {} : { status }), ...(status === 'published' ? { published_at: 'now' as const } : {}) });
  return { ...data, ...(status === task.status ? {} : { status, from: task.status, forced: true }), ...(left.length > 0 ? { item: null } : {}) };
}

/** Puts a task whose status was forced into the queue it is to wait in. */
export async function enterForced(work: Work, { task }: TaskInHand, queueId: string): Promise<void> {
  const entering = { ...task, status: 'created' as const };
  await enterQueues(work, [{ task: entering, queueId, priority: task.priority, rank: null, delaySeconds: 0 }], { via: 'USER', patch: { lost_count: 0, failed_count: 0 } });
}

/** Lets the run of a task whose status was forced take notice. */
export async function afterForced(work: Work, { run }: TaskInHand): Promise<void> {
  if (run) await advanceRun(work, run);
}
