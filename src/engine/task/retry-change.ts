// What a retry writes: what counts no more is set aside, the task enters its queue again, its failures are forgiven.
import type { RetryFrom, RetryPlan } from '../../domain/task/retry-from.ts';
import type { TaskSpec } from '../../domain/task/spec.ts';
import { countRecords, supersede, type RetriedStep } from '../../store/write/step-retry.store.ts';
import { updateTask, type LockedTask } from '../../store/write/task-write.store.ts';
import { phaseData } from '../dispatch/step-data.ts';
import type { Work } from '../work.ts';
import { closeAttempt } from './attempt-closing.ts';
import { makeNew } from './make-new.ts';
import { changeStatus, emitTask, enterQueues } from './task-change.ts';

/** A retry that has been checked. */
export interface Retry {
  readonly from: RetryFrom;
  /** The first step to carry out again; null when it is not from a step. */
  readonly step: RetriedStep | null;
  /** The changed spec; null when it stays. */
  readonly spec: TaskSpec | null;
}

/** What a retry of a locked task would do; writes nothing. */
export async function planRetry(work: Work, task: LockedTask, { from, step }: Retry): Promise<RetryPlan> {
  const { id: taskId, generation } = task;
  const { kept, repeated } = await countRecords(work.tx, { taskId, generation }, from === 'START' ? 0 : (step?.ord ?? null));
  return { from, generation: from === 'START' ? generation + 1 : generation, kept, repeated };
}

/** Enqueues a locked task that has ended once more, at the end of its priority; the run is yours to advance. */
export async function carryOutRetry(work: Work, task: LockedTask, retry: Retry & { queueId: string }): Promise<void> {
  const fresh = retry.from === 'START' ? (await makeNew(work, task, { reason: 'retried from the start' })).task : await setBack(work, task, retry);
  if (retry.spec) await updateTask(work.tx, task.id, { spec: JSON.stringify(retry.spec) });
  const entering = { task: fresh, queueId: retry.queueId, priority: task.priority, rank: null, delaySeconds: 0 };
  await enterQueues(work, [entering], { via: 'USER', patch: { lost_count: 0, failed_count: 0 } });
}

/** Sets aside what a next attempt of an ended steps task does again whatever is on record: its cleanup, and all from a step on when one is given. */
export async function setAside(work: Work, task: LockedTask, step: RetriedStep | null): Promise<void> {
  if (task.specKind !== 'steps') return;
  const { id: taskId, generation, attemptNo } = task;
  for (const phase of await supersede(work.tx, { taskId, generation }, step)) emitTask(work, 'task.phase', task, { phase: phaseData(phase), generation, attemptNo });
}

async function setBack(work: Work, task: LockedTask, { step }: Retry): Promise<LockedTask> {
  // A task whose status came from outside may have ended while its process still runs.
  if (task.attempt !== null) await closeAttempt(work, task, 'retried');
  await setAside(work, task, step);
  if (task.status !== 'completed') return task;
  // What has completed is created again before it is queued: the table of status changes has no direct way.
  await changeStatus(work, task, { kind: 'task.reset', to: 'created', via: 'USER', reason: 'retried' });
  return { ...task, status: 'created' };
}
