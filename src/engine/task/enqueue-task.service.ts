// Putting a task into a queue, and taking it out again.
import { MAX_PRIORITY, MIN_PRIORITY } from '../../domain/queue/rank.ts';
import { placeAt, type Place } from '../../domain/queue/place.ts';
import { integerAt, invalid, optional } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import type { Queue } from '../../domain/queue/queue.ts';
import type { SpecKind } from '../../domain/task/spec.ts';
import { hasEnded } from '../../domain/task/status.ts';
import { statusBeforeQueue, tagsInQueue } from '../../domain/task/status-move.ts';
import type { Via } from '../../domain/task/transition.ts';
import { decide } from '../../domain/task/command.ts';
import { admission } from '../../domain/queue/admission.ts';
import { entrantOf, lockQueueExclusive, lockQueueShared } from '../../store/write/queue-write.store.ts';
import { deleteItems } from '../../store/write/queue-item.store.ts';
import type { TaskPatch } from '../../store/write/task-write.store.ts';
import { accepted, outcomeOf, refused, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { defaultQueueOf, findQueue, findQueuesByName, notFound, requireId } from '../found.ts';
import { type NamedThing, requireEntry, requireTaskPlace } from '../place-check.ts';
import { anchorGone } from '../queue/line-lock.ts';
import { lockAnchor, planPlaces, writePlaces } from '../queue/place-items.ts';
import { advanceRun, standStill } from '../run/run-advance.ts';
import type { Work } from '../work.ts';
import { withoutRegisters } from '../external/outside-ending.ts';
import { closeAttempt } from './attempt-closing.ts';
import type { Said } from './status-note.ts';
import { lockTask, type TaskInHand } from './task-lock.ts';
import { setAside } from './retry-change.ts';
import { changeStatus, enterQueues } from './task-change.ts';

/**
 * Which task, into which queue (that of its kind when absent), and where: at the end of a priority (its own when absent), or
 * at a place, whose neighbour's priority it then has.
 */
export interface EnqueueTaskInput {
  readonly taskId: string;
  readonly queueId?: string | undefined;
  readonly priority?: number | undefined;
  readonly place?: Place | undefined;
}

/** Enqueues a task. Errors: INVALID, NOT_FOUND; refused: see the command table, the queue's own rules, and NOT_QUEUED when the item that the place names has left. */
export async function enqueueTask(engine: Engine, context: CommandContext, input: EnqueueTaskInput): Promise<CommandOutcome> {
  const priority = optional(input.priority, (value) => integerAt(value, ['priority'], { min: MIN_PRIORITY, max: MAX_PRIORITY }), null);
  const place = optional(input.place, (value) => placeAt(value, ['place']), null);
  if (place !== null && priority !== null) invalid(['priority'], 'a place has the priority of its neighbour; give one of place and priority');
  return runCommand(engine, context, {
    op: 'enqueueTask',
    input,
    body: async (work) => {
      const taskId = requireId('task', input.taskId, ['taskId']);
      const { queue, hand } = await lockEntry(work, { taskId, queueId: input.queueId, place });
      const kind = hand.task.specKind;
      const no = outcomeOf(taskId, decide(hand.state, 'ENQUEUE'));
      if (no) return no;
      const closed = admission(queue, kind) ?? (hand.run?.deactivated ? 'RUN_ENDED' : null);
      if (closed) return refused(taskId, closed);
      // The line is looked at with the task in hand: a dequeue of it that was under way is over, and its old place counts no more.
      const plan = place && (await planPlaces(work, { queueId: queue.id, to: place, moved: [], n: 1, alone: hand.task.priority }));
      if (place && !plan) return anchorGone(taskId);
      if (plan) await writePlaces(work, plan, []);
      await enqueue(work, hand, { queueId: queue.id, priority: plan?.priority ?? priority ?? hand.task.priority, rank: plan?.ranks[0] ?? null });
      return accepted(taskId);
    },
  });
}

/** Locks the queue and then the task, as everywhere. A queue that is named is locked in the same flight as the task: six round trips less. */
async function lockEntry(work: Work, { taskId, queueId, place }: { readonly taskId: string; readonly queueId: string | undefined; readonly place: Place | null }): Promise<{ queue: Queue; hand: TaskInHand }> {
  if (queueId != null && place === null) {
    const queue = lockedQueue(work, queueId);
    const hand = lockTask(work, taskId);
    // Both are over before one may fail: what is still to be sent for the other must not follow the rollback.
    await Promise.allSettled([hand, queue]);
    return { hand: await hand, queue: await queue };
  }
  await requireTaskPlace(work, taskId);
  const { kind } = (await entrantOf(work.tx, taskId)) ?? notFound('task', taskId, ['taskId']);
  const queue = await lockedQueue(work, queueId, { kind, alone: place !== null });
  if (place) await lockAnchor(work, queue.id, place);
  return { queue, hand: await lockTask(work, taskId) };
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

/** Where a task enters: without a rank at the end of the priority, which is then its own from now on. */
export interface EntryPlace {
  readonly queueId: string;
  readonly priority: number;
  readonly rank?: number | null;
}

/** Where it enters, and how, when that is not a plain command: by force, with words for it, with more that changes in its row. */
export interface Entrance extends EntryPlace {
  readonly via?: Via;
  readonly said?: Said;
  readonly patch?: TaskPatch;
}

/** Enqueues a task under lock, by a person's will: its failures so far are forgiven, and it is no longer its author's alone. */
export async function enqueue(work: Work, hand: TaskInHand, entrance: Entrance): Promise<void> {
  const { task } = hand;
  const { queueId, priority, rank = null, via = 'USER', said, patch = {} } = entrance;
  // A task whose status came from outside may have ended while its process still runs: that is nobody's from now on.
  if (task.attempt !== null) await closeAttempt(work, task, 'enqueued again');
  if (hasEnded(task.status)) await setAside(work, task, null);
  const { patch: registers, data } = via === 'FORCE' ? withoutRegisters(task) : { patch: {}, data: {} };
  const systemTags = tagsInQueue(task.systemTags);
  const row: TaskPatch = {
    ...registers, lost_count: 0, failed_count: 0, enqueue_status: statusBeforeQueue(task), ...(systemTags === task.systemTags ? {} : { system_tags: systemTags }),
    ...(rank === null ? {} : { priority: task.priority }), ...(said ? { status_message: said.message } : {}), ...patch,
  };
  await enterQueues(work, [{ task, queueId, priority, rank, delaySeconds: 0 }], { via, patch: row, data, ...(said ? { reason: said.reason } : {}) });
  if (hand.run) await advanceRun(work, hand.run);
}

/** How a queue is locked. */
export interface QueueLocking {
  /** The kind of work that finds the queue when none is named; commands unless told. */
  readonly kind?: SpecKind;
  /** Holds the exclusive lock: the line of the queue stands still, too. */
  readonly alone?: boolean;
  /** How the caller came to the queue, when he did not name it. */
  readonly named?: NamedThing;
}

/** The queue of an id, or the one for the kind of work, with its shared lock held: its state cannot change before this transaction ends. Throws NOT_FOUND, and FORBIDDEN when the command may put nothing into it. */
export async function lockedQueue(work: Work, queueId: string | undefined, options: QueueLocking = {}): Promise<Queue> {
  const { kind = 'command', alone = false } = options;
  const name = defaultQueueOf(kind);
  const id = queueId == null ? (await findQueuesByName(work, [name])).get(name)!.id : requireId('queue', queueId, ['queueId']);
  // Sent together: the queue is read with a snapshot taken after the lock is held.
  const [, queue] = await Promise.all([(alone ? lockQueueExclusive : lockQueueShared)(work.tx, id), findQueue(work, id)]);
  const given = queueId == null ? { noun: 'queue named', id: name, path: ['queue'] } : { noun: 'queue', id, path: ['queueId'] };
  await requireEntry(work, queue, options.named ?? given);
  return queue;
}
