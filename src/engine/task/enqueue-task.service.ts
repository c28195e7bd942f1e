// Putting a task into a queue, and taking it out again.
import { MAX_PRIORITY, MIN_PRIORITY } from '../../domain/queue/rank.ts';
import { integerAt, optional } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import type { Queue } from '../../domain/queue/queue.ts';
import type { Run } from '../../domain/run/run.ts';
import { decide } from '../../domain/task/command.ts';
import { admission } from '../../domain/queue/admission.ts';
import { lockQueueShared } from '../../store/write/queue-write.store.ts';
import { deleteItems } from '../../store/write/queue-item.store.ts';
import { accepted, outcomeOf, refused, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { DEFAULT_QUEUE, findQueue, findQueuesByName } from '../found.ts';
import { advanceRun, setEnqueued } from '../run/run-advance.ts';
import type { Work } from '../work.ts';
import { lockTask, type TaskInHand } from './task-lock.ts';
import { changeStatus, enterQueues } from './task-change.ts';

/** Which task, into which queue (the default queue when absent), with which priority (its own when absent). */
export interface EnqueueTaskInput {
  readonly taskId: string;
  readonly queueId?: string | undefined;
  readonly priority?: number | undefined;
}

/** Enqueues a task at the end of its priority. Errors: INVALID, NOT_FOUND; refused: see the command table, and the queue's own rules. */
export async function enqueueTask(engine: Engine, context: CommandContext, input: EnqueueTaskInput): Promise<CommandOutcome> {
  const priority = optional(input.priority, (value) => integerAt(value, ['priority'], { min: MIN_PRIORITY, max: MAX_PRIORITY }), null);
  return runCommand(engine, context, {
    op: 'enqueueTask',
    input,
    body: async (work) => {
      const queue = await lockedQueue(work, input.queueId);
      const hand = await lockTask(work, input.taskId);
      const no = outcomeOf(hand.task.id, decide(hand.state, 'ENQUEUE'));
      if (no) return no;
      const closed = admission(queue, hand.task.specKind) ?? (hand.run?.deactivated ? 'RUN_ENDED' : null);
      if (closed) return refused(hand.task.id, closed);
      await enqueue(work, hand, { queueId: queue.id, priority: priority ?? hand.task.priority });
      return accepted(hand.task.id);
    },
  });
}

/** Takes a queued task out of its queue; it is created again. A run that enqueues by itself stops doing so until `enqueueRun`. Errors: NOT_FOUND. */
export async function dequeueTask(engine: Engine, context: CommandContext, input: { readonly taskId: string }): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'dequeueTask',
    input,
    body: async (work) => {
      const hand = await lockTask(work, input.taskId);
      const no = outcomeOf(hand.task.id, decide(hand.state, 'DEQUEUE'));
      if (no) return no;
      await deleteItems(work.tx, [hand.task.id]);
      await changeStatus(work, hand.task, { kind: 'task.dequeued', to: 'created', via: 'USER', data: { item: null } });
      if (hand.run) await advanceRun(work, await standStill(work, hand.run));
      return accepted(hand.task.id);
    },
  });
}

/** A run that enqueues by itself would put the task straight back, now or when its next task ends: taking it out is the person's will. */
async function standStill(work: Work, run: Run): Promise<Run> {
  if (run.enqueued) await setEnqueued(work, run, false);
  return { ...run, enqueued: false };
}

/** Enqueues a task under lock, by a person's will: its failures so far are forgiven. */
export async function enqueue(work: Work, hand: TaskInHand, place: { queueId: string; priority: number }): Promise<void> {
  const entering = { task: hand.task, ...place, rank: null, delaySeconds: 0 };
  await enterQueues(work, [entering], { via: 'USER', patch: { lost_count: 0, failed_count: 0 } });
  if (hand.run) await advanceRun(work, hand.run);
}

/** The queue with its shared lock held: its state cannot change before this transaction ends. */
export async function lockedQueue(work: Work, queueId: string | undefined): Promise<Queue> {
  const named = queueId == null ? (await findQueuesByName(work, [DEFAULT_QUEUE])).get(DEFAULT_QUEUE)! : await findQueue(work, queueId);
  await lockQueueShared(work.tx, named.id);
  return findQueue(work, named.id);
}
