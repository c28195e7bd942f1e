// Commands on queues: create, pause, resume, drain.
import type { JsonValue } from '../../domain/event/event.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { jsonObjectAt, optional } from '../../domain/input/check.ts';
import { acceptsAt, displayNameAt, maxRunningAt, queueNameAt } from '../../domain/queue/queue-input.ts';
import type { QueueState } from '../../domain/queue/queue.ts';
import type { SpecKind } from '../../domain/task/spec.ts';
import { insertQueue, setQueueState, type NewQueue } from '../../store/write/queue-write.store.ts';
import { layQueueSlots } from '../../store/write/slot.store.ts';
import { accepted, noop, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { ROOT_PROJECT } from '../found.ts';
import { requirePlace } from '../place-check.ts';
import { emit, type Work } from '../work.ts';
import { lockOwnLine } from './line-lock.ts';
import { labelsAt, nameTaken, type QueueLabels } from './update-queue.service.ts';

export { updateQueue, type UpdateQueueInput } from './update-queue.service.ts';

/** A queue to create: a unique name, the kinds of task it accepts, and how many of it may run at the same time (null or absent: as many as runners take). */
export interface CreateQueueInput extends QueueLabels {
  readonly name: string;
  readonly displayName?: string | null | undefined;
  readonly accepts: readonly SpecKind[];
  readonly maxRunning?: number | null | undefined;
  /** Any JSON, at most `MAX_METADATA` characters. */
  readonly metadata?: { readonly [key: string]: JsonValue } | null | undefined;
}

/** Largest metadata of a queue, in characters of JSON. */
export const MAX_METADATA = 10_000;

/** Creates an open queue, which all share. Errors: INVALID, ALREADY_EXISTS. Needs the role operator in every project. */
export async function createQueue(engine: Engine, context: CommandContext, input: CreateQueueInput): Promise<CommandOutcome> {
  const name = queueNameAt(input.name, ['name']);
  const displayName = displayNameAt(input.displayName, ['displayName']);
  const accepts = acceptsAt(input.accepts, ['accepts']);
  const maxRunning = maxRunningAt(input.maxRunning, ['maxRunning']);
  const metadata = optional(input.metadata, (value) => jsonObjectAt(value, ['metadata'], { max: MAX_METADATA }), {});
  const labels = { tags: [], systemTags: [], ...labelsAt(input), metadata };
  return runCommand(engine, context, {
    op: 'createQueue',
    input,
    body: async (work) => {
      await requirePlace(work, { projectId: null }, { noun: 'project', id: ROOT_PROJECT, path: [] });
      const id = engine.newId();
      if (!(await addQueue(work, { id, name, displayName, accepts, maxRunning, ...labels }))) nameTaken(name);
      return accepted(id);
    },
  });
}

/** Inserts a queue with its slots and tells of it; false when the name is taken. */
export async function addQueue(work: Work, queue: NewQueue): Promise<boolean> {
  if (!(await insertQueue(work.tx, queue))) return false;
  const { id, name, maxRunning } = queue;
  if (maxRunning !== null) await layQueueSlots(work.tx, id, maxRunning);
  emit(work, 'queue.created', { subjectId: id, queueId: id, data: { state: 'OPEN', name, maxRunning } });
  return true;
}

/** After this has answered nothing of the queue starts until it is resumed. Tasks that run go on. */
export function pauseQueue(engine: Engine, context: CommandContext, input: { readonly queueId: string }): Promise<CommandOutcome> {
  return changeState(engine, context, { op: 'pauseQueue', state: 'PAUSED', ...input });
}

/** The queue hands out and accepts again. */
export function resumeQueue(engine: Engine, context: CommandContext, input: { readonly queueId: string }): Promise<CommandOutcome> {
  return changeState(engine, context, { op: 'resumeQueue', state: 'OPEN', ...input });
}

/** The queue hands out what it holds and accepts nothing new. */
export function drainQueue(engine: Engine, context: CommandContext, input: { readonly queueId: string }): Promise<CommandOutcome> {
  return changeState(engine, context, { op: 'drainQueue', state: 'DRAINING', ...input });
}

async function changeState(engine: Engine, context: CommandContext, call: { op: string; state: QueueState; queueId: string }): Promise<CommandOutcome> {
  const { op, state } = call;
  return runCommand(engine, context, {
    op,
    input: { queueId: call.queueId },
    body: async (work) => {
      const queue = await lockOwnLine(work, call.queueId);
      const { id, projectId } = queue;
      if (queue.state === state) return noop(id, 'ALREADY_SO');
      await setQueueState(work.tx, id, state);
      emit(work, 'queue.state', { subjectId: id, projectId, queueId: id, data: { state, from: queue.state, name: queue.name } });
      return accepted(id);
    },
  });
}
