// Tasks that leave their queue and are what they were before they entered it.
import { statusAfterQueue } from '../../domain/queue/after-queue.ts';
import { mayChange } from '../../domain/task/transition.ts';
import { deleteItems } from '../../store/write/queue-item.store.ts';
import { lockFirstTasks } from '../../store/write/place/queue-task.store.ts';
import { lockRuns } from '../../store/write/run-write.store.ts';
import { lockTasks, type LockedTask, type TaskPatch } from '../../store/write/task-write.store.ts';
import { advanceRun, standStill } from '../run/run-advance.ts';
import { changeStatus } from '../task/task-change.ts';
import type { TaskInHand } from '../task/task-lock.ts';
import type { Work } from '../work.ts';

/** Tasks that leave a queue in one transaction: changing their rows takes about 0.2 s. */
export const RELEASED_AT_ONCE = 500;

/** What it forgets that leaves its queue because that is told to let go of it. */
const NO_QUEUE: TaskPatch = { queue_id: null };

/** Takes a waiting task under lock out of its queue; it has the status from before again, and names no queue unless `row`, what changes beside the status, says otherwise. A run that enqueues by itself stops doing so. */
export async function releaseTask(work: Work, { task, run }: Pick<TaskInHand, 'task' | 'run'>, row: TaskPatch = NO_QUEUE): Promise<void> {
  await deleteItems(work.tx, [task.id]);
  await release(work, task, row);
  if (run) await advanceRun(work, await standStill(work, run));
}

/** Does so with the first tasks of a queue whose exclusive lock is held, at most `RELEASED_AT_ONCE`, of some projects only unless null; gives back their ids. */
export async function releaseFirst(work: Work, queueId: string, projectIds: readonly string[] | null): Promise<readonly string[]> {
  const waiting = await lockFirstTasks(work.tx, queueId, { limit: RELEASED_AT_ONCE, projectIds });
  const runs = await lockRuns(work.tx, [...new Set(waiting.flatMap(({ runId }) => runId ?? []))].sort());
  const tasks = await lockTasks(work.tx, waiting.map(({ taskId }) => taskId));
  await deleteItems(work.tx, tasks.map(({ id }) => id));
  // Sent together; the answers, and so the events, keep their order.
  await Promise.all(tasks.map((task) => release(work, task, NO_QUEUE)));
  for (const run of runs) await advanceRun(work, await standStill(work, run));
  return tasks.map(({ id }) => id);
}

function release(work: Work, task: LockedTask, row: TaskPatch): Promise<void> {
  const to = statusAfterQueue(task.enqueueStatus);
  // To have waited and gone again is no change of what came before: where the table has no way back, it is gone all the same.
  const via = mayChange('queued', to, 'USER') ? 'USER' : 'FORCE';
  return changeStatus(work, task, { kind: 'task.dequeued', to, via, patch: { ...row, enqueue_status: null }, data: { item: null, ...(via === 'FORCE' ? { forced: true } : {}) } });
}
