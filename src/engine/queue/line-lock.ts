// Having a queue's line to ourselves for a command, and the refusals when what it names has left.
import type { Queue } from '../../domain/queue/queue.ts';
import { lockPlaces, queueOfItem, type LockedPlace } from '../../store/write/queue-item.store.ts';
import { lockQueueExclusive } from '../../store/write/queue-write.store.ts';
import { refused, type BodyOutcome } from '../command-frame.ts';
import { findQueue, requireId } from '../found.ts';
import { decisionAt, type NamedThing, requirePlace } from '../place-check.ts';
import type { Work } from '../work.ts';

/** The queue under its exclusive lock, not judged; throws NOT_FOUND. */
export async function lockLine(work: Work, queueId: string): Promise<Queue> {
  const id = requireId('queue', queueId, ['queueId']);
  await lockQueueExclusive(work.tx, id);
  return findQueue(work, id);
}

/** As `lockLine` for commands about the queue itself: throws FORBIDDEN, too. */
export async function lockOwnLine(work: Work, queueId: string): Promise<Queue> {
  const queue = await lockLine(work, queueId);
  await requirePlace(work, { projectId: queue.projectId, queueId: queue.id }, namedQueue(queue.id));
  return queue;
}

/** How callers name a queue. */
export function namedQueue(id: string): NamedThing {
  return { noun: 'queue', id, path: ['queueId'] };
}

/**
 * The item with its queue to ourselves, or null when it waits nowhere that the command's caller could see: claims pass over what is
 * locked, so they must not see this lock. Throws FORBIDDEN when he may only look at it.
 */
export async function lockItemAlone(work: Work, itemId: string): Promise<LockedPlace | null> {
  const id = requireId('queue item', itemId, ['itemId']);
  const queueId = await queueOfItem(work.tx, id);
  if (queueId === undefined) return null;
  await lockQueueExclusive(work.tx, queueId);
  const item = (await lockPlaces(work.tx, queueId, [id]))[0] ?? null;
  if (item === null || (await decisionAt(work, item.projectId)) === 'HIDDEN') return null;
  await requirePlace(work, { projectId: item.projectId, queueId }, { noun: 'queue item', id, path: ['itemId'] });
  return item;
}

/** Refused because the item has left its queue. */
export function itemGone(itemId: string): BodyOutcome {
  return { ...refused(itemId, 'NOT_QUEUED'), message: 'the item waits in no queue any more; look at the queue again' };
}

/** Refused because the item next to which something was to stand has left the queue. */
export function anchorGone(subjectId: string): BodyOutcome {
  return { ...refused(subjectId, 'NOT_QUEUED'), message: 'the item that the place names waits in the queue no more; look at it again and name another one' };
}
