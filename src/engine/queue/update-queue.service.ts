// Changing queues.
import { DomainError } from '../../domain/errors.ts';
import type { EventData } from '../../domain/event/event.ts';
import { sameTags, tagListAt } from '../../domain/input/tag-list.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { isNeeded } from '../../domain/queue/default-queue.ts';
import { acceptsAt, displayNameAt, maxRunningAt, queueNameAt } from '../../domain/queue/queue-input.ts';
import type { Queue } from '../../domain/queue/queue.ts';
import type { SpecKind } from '../../domain/task/spec.ts';
import { waitingOfKinds } from '../../store/write/queue-line.store.ts';
import { queuesByName, updateQueueRow } from '../../store/write/queue-write.store.ts';
import { layQueueSlots } from '../../store/write/slot.store.ts';
import { accepted, noop, refused, runCommand, type BodyOutcome } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { emit, type Work } from '../work.ts';
import { lockOwnLine } from './line-lock.ts';

/** Tags of a queue, within `TAG_LIST_LIMITS`; absent = none, or as they are. */
export interface QueueLabels {
  readonly tags?: readonly string[] | null | undefined;
  /** Tags that programs give and read; tasks enter the queue with `default` where none is named. */
  readonly systemTags?: readonly string[] | null | undefined;
}

/** What to change of a queue; what is absent stays. A null takes the display name or the limit away. */
export interface UpdateQueueInput extends QueueLabels {
  readonly queueId: string;
  readonly name?: string | null | undefined;
  readonly displayName?: string | null | undefined;
  readonly accepts?: readonly SpecKind[] | null | undefined;
  readonly maxRunning?: number | null | undefined;
}

/**
 * Changes a queue. A limit holds at once: what runs already counts, and nothing more starts until enough of it has ended.
 * Errors: INVALID, NOT_FOUND, ALREADY_EXISTS (name); refused NEEDED for a new name of a queue that tasks enter by its old one, KIND_NOT_ACCEPTED while tasks wait of a kind that would be accepted no more. Needs the role admin.
 */
export async function updateQueue(engine: Engine, context: CommandContext, input: UpdateQueueInput): Promise<CommandOutcome> {
  const change = {
    ...(input.name == null ? {} : { name: queueNameAt(input.name, ['name']) }),
    ...labelsAt(input),
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

const UNIQUE_VIOLATION = '23505';

type QueueChange = Partial<Pick<Queue, 'name' | 'displayName' | 'accepts' | 'maxRunning' | 'tags' | 'systemTags'>>;

async function changeQueue(work: Work, queue: Queue, change: QueueChange): Promise<BodyOutcome> {
  const { id } = queue;
  const next = { ...queue, ...change };
  const changed = differences(queue, next);
  if (Object.keys(changed).length === 0) return noop(id, 'ALREADY_SO');
  if (next.name !== queue.name) {
    if (isNeeded(queue.name)) return refused(id, 'NEEDED');
    if ((await queuesByName(work.tx, [next.name])).length > 0) nameTaken(next.name);
  }
  const waiting = await waitingOfKinds(work.tx, id, queue.accepts.filter((kind) => !next.accepts.includes(kind)));
  if (waiting.length > 0) {
    const what = waiting.map(({ kind, n }) => `${n} of kind ${kind}`).join(', ');
    return { ...refused(id, 'KIND_NOT_ACCEPTED'), message: `tasks wait in the queue that it would accept no more (${what}); dequeue them first` };
  }
  await updateQueueRow(work.tx, next).catch((error: { code?: string }) => {
    // Somebody else has just taken the name.
    if (error.code === UNIQUE_VIOLATION) nameTaken(next.name);
    throw error;
  });
  if ('maxRunning' in changed) await layQueueSlots(work.tx, id, next.maxRunning);
  emit(work, 'queue.updated', { subjectId: id, projectId: queue.projectId, queueId: id, data: { ...changed, name: next.name } });
  return accepted(id);
}

/** What an event tells of a change; of tags, which may be long, only that they are others. */
function differences(queue: Queue, next: Queue): EventData {
  return {
    ...(next.name === queue.name ? {} : { name: next.name }),
    ...(next.displayName === queue.displayName ? {} : { displayName: next.displayName }),
    ...(sameKinds(next.accepts, queue.accepts) ? {} : { accepts: next.accepts }),
    ...(next.maxRunning === queue.maxRunning ? {} : { maxRunning: next.maxRunning }),
    ...(sameTags(next.tags, queue.tags) ? {} : { tags: true }),
    ...(sameTags(next.systemTags, queue.systemTags) ? {} : { systemTags: true }),
  };
}

/** The tags that an input gives; throws INVALID. */
export function labelsAt({ tags, systemTags }: QueueLabels): Partial<Pick<Queue, 'tags' | 'systemTags'>> {
  return {
    ...(tags == null ? {} : { tags: tagListAt(tags, ['tags']) }),
    ...(systemTags == null ? {} : { systemTags: tagListAt(systemTags, ['systemTags']) }),
  };
}

/** Throws ALREADY_EXISTS. */
export function nameTaken(name: string): never {
  throw new DomainError('ALREADY_EXISTS', `a queue named ${name} exists: choose another name`, { path: ['name'] });
}

function sameKinds(some: readonly SpecKind[], others: readonly SpecKind[]): boolean {
  return some.length === others.length && some.every((kind) => others.includes(kind));
}
