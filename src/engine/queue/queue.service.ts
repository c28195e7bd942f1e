// Commands on queues: create, change, pause, resume, drain.
import { DomainError } from '../../domain/errors.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { acceptsAt, displayNameAt, maxRunningAt, queueNameAt } from '../../domain/queue/queue-input.ts';
import type { Queue, QueueState } from '../../domain/queue/queue.ts';
import type { SpecKind } from '../../domain/task/spec.ts';
import { waitingOfKinds } from '../../store/write/queue-line.store.ts';
import { insertQueue, setQueueState, updateQueueRow } from '../../store/write/queue-write.store.ts';
import { layQueueSlots } from '../../store/write/slot.store.ts';
import { accepted, noop, refused, runCommand, type BodyOutcome } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { ROOT_PROJECT } from '../found.ts';
import { requirePlace } from '../place-check.ts';
import { emit, type Work } from '../work.ts';
import { lockOwnLine } from './line-lock.ts';

/** A queue to create: a unique name of letters, digits, `_ . - /`, the kinds of task it accepts, and how many of it may run at the same time (null or absent: as many as runners take). */
export interface CreateQueueInput {
  readonly name: string;
  readonly displayName?: string | null | undefined;
  readonly accepts: readonly SpecKind[];
  readonly maxRunning?: number | null | undefined;
}

/** Creates an open queue. Errors: INVALID, ALREADY_EXISTS. Needs the role admin. */
export async function createQueue(engine: Engine, context: CommandContext, input: CreateQueueInput): Promise<CommandOutcome> {
  const name = queueNameAt(input.name, ['name']);
  const displayName = displayNameAt(input.displayName, ['displayName']);
  const accepts = acceptsAt(input.accepts, ['accepts']);
  const maxRunning = maxRunningAt(input.maxRunning, ['maxRunning']);
  return runCommand(engine, context, {
    op: 'createQueue',
    input,
    role: 'admin',
    body: async (work) => {
      await requirePlace(work, { projectId: null }, { noun: 'project', id: ROOT_PROJECT, path: [] });
      const id = engine.newId();
      if (!(await addQueue(work, { id, name, displayName, accepts, maxRunning }))) {
        throw new DomainError('ALREADY_EXISTS', `a queue named ${name} exists: choose another name`, { path: ['name'] });
      }
      return accepted(id);
    },
  });
}

/** Inserts a queue with its slots and tells of it; false when the name is taken. */
export async function addQueue(work: Work, queue: Pick<Queue, 'id' | 'name' | 'displayName' | 'accepts' | 'maxRunning'>): Promise<boolean> {
  if (!(await insertQueue(work.tx, queue))) return false;
  const { id, name, maxRunning } = queue;
  if (maxRunning !== null) await layQueueSlots(work.tx, id, maxRunning);
  emit(work, 'queue.created', { subjectId: id, queueId: id, data: { state: 'OPEN', name, maxRunning } });
  return true;
}

/** What to change of a queue; what is absent stays. A null takes the display name or the limit away. */
export interface UpdateQueueInput {
  readonly queueId: string;
  readonly displayName?: string | null | undefined;
  readonly accepts?: readonly SpecKind[] | null | undefined;
  readonly maxRunning?: number | null | undefined;
}

/**
 * Changes a queue. A limit holds at once: what runs already counts, and nothing more starts until enough of it has ended.
 * Errors: INVALID, NOT_FOUND; refused KIND_NOT_ACCEPTED while tasks wait of a kind that would be accepted no more. Needs the role admin.
 */
export async function updateQueue(engine: Engine, context: CommandContext, input: UpdateQueueInput): Promise<CommandOutcome> {
  const change = {
    ...(input.displayName === undefined ? {} : { displayName: displayNameAt(input.displayName, ['displayName']) }),
    ...(input.accepts == null ? {} : { accepts: acceptsAt(input.accepts, ['accepts']) }),
    ...(input.maxRunning === undefined ? {} : { maxRunning: maxRunningAt(input.maxRunning, ['maxRunning']) }),
  };
  return runCommand(engine, context, {
    op: 'updateQueue',
    input,
    role: 'admin',
    body: async (work) => {
      return changeQueue(work, await lockOwnLine(work, input.queueId), change);
    },
  });
}

async function changeQueue(work: Work, queue: Queue, change: Partial<Pick<Queue, 'displayName' | 'accepts' | 'maxRunning'>>): Promise<BodyOutcome> {
  const { id, name } = queue;
  const { displayName, accepts, maxRunning } = { ...queue, ...change };
  const changed = {
    ...(displayName === queue.displayName ? {} : { displayName }),
    ...(sameKinds(accepts, queue.accepts) ? {} : { accepts }),
    ...(maxRunning === queue.maxRunning ? {} : { maxRunning }),
  };
  if (Object.keys(changed).length === 0) return noop(id, 'ALREADY_SO');
  const waiting = await waitingOfKinds(work.tx, id, queue.accepts.filter((kind) => !accepts.includes(kind)));
  if (waiting.length > 0) {
    const what = waiting.map(({ kind, n }) => `${n} of kind ${kind}`).join(', ');
    return { ...refused(id, 'KIND_NOT_ACCEPTED'), message: `tasks wait in the queue that it would accept no more (${what}); dequeue them first` };
  }
  await updateQueueRow(work.tx, { id, displayName, accepts, maxRunning });
  if ('maxRunning' in changed) await layQueueSlots(work.tx, id, maxRunning);
  emit(work, 'queue.updated', { subjectId: id, projectId: queue.projectId, queueId: id, data: { name, ...changed } });
  return accepted(id);
}

function sameKinds(some: readonly SpecKind[], others: readonly SpecKind[]): boolean {
  return some.length === others.length && some.every((kind) => others.includes(kind));
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
