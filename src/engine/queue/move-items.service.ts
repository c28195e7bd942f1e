// Moving what waits in a queue.
import { invalid } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { anchorOf, placeAt, type Place } from '../../domain/queue/place.ts';
import { itemIdsAt } from '../../domain/queue/queue-input.ts';
import { lockPlaces, type LockedPlace } from '../../store/write/queue-item.store.ts';
import { accepted, noop, refused, runCommand, type BodyOutcome } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { decisionAt, requirePlace } from '../place-check.ts';
import type { Work } from '../work.ts';
import { anchorGone, lockLine, namedQueue } from './line-lock.ts';
import { planPlaces, writePlaces } from './place-items.ts';

/** Items of a queue (tasks and barriers, at most `MAX_MOVED`) in the order in which they are to stand at a place. */
export interface MoveQueueItemsInput {
  readonly queueId: string;
  readonly itemIds: readonly string[];
  readonly to: Place;
}

/** Items that a message names; of more it gives the number. */
const NAMED = 10;

/**
 * Moves items next to each other to a place; they adopt the priority of what they then stand before (at the back: behind),
 * so that they really stand there. Items that have left the queue meanwhile are named in the message, the others are moved.
 * Errors: INVALID, NOT_FOUND (queue); refused NOT_QUEUED when none is left, or not the item that the place names.
 */
export async function moveQueueItems(engine: Engine, context: CommandContext, input: MoveQueueItemsInput): Promise<CommandOutcome> {
  const itemIds = itemIdsAt(input.itemIds, ['itemIds']);
  const to = placeAt(input.to, ['to']);
  if (itemIds.includes(anchorOf(to) ?? '')) invalid(['to', 'before' in to ? 'before' : 'after'], 'is one of the items that are moved; name another one');
  return runCommand(engine, context, {
    op: 'moveQueueItems',
    input,
    body: async (work) => {
      const queue = await lockLine(work, input.queueId);
      const queueId = queue.id;
      await requirePlace(work, { projectId: queue.projectId, queueId }, { ...namedQueue(queueId), role: 'viewer' });
      const moved = inOrder(itemIds, await movable(work, await lockPlaces(work.tx, queueId, itemIds)));
      if (moved.length === 0) return { ...refused(queueId, 'NOT_QUEUED'), message: 'none of the items waits in the queue any more; look at it again' };
      const plan = await planPlaces(work, { queueId, to, moved, n: moved.length, alone: moved[0]!.priority });
      if (plan === null) return anchorGone(queueId);
      if (plan.already) return withGone(noop(queueId, 'ALREADY_SO'), itemIds, moved);
      await writePlaces(work, plan, moved);
      return withGone(accepted(queueId), itemIds, moved);
    },
  });
}

/** Everybody moves what is his own: what the caller may not see has left the queue for him; throws FORBIDDEN for what he may only look at, and for the barriers of others. */
async function movable(work: Work, items: readonly LockedPlace[]): Promise<readonly LockedPlace[]> {
  const seen: LockedPlace[] = [];
  for (const [projectId, ofProject] of Map.groupBy(items, (item) => item.projectId)) {
    if ((await decisionAt(work, projectId)) === 'HIDDEN') continue;
    const { id, queueId } = ofProject[0]!;
    await requirePlace(work, { projectId, queueId }, { noun: 'queue item', id, path: ['itemIds'] });
    seen.push(...ofProject);
  }
  return seen;
}

function inOrder(ids: readonly string[], items: readonly LockedPlace[]): readonly LockedPlace[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function withGone(outcome: BodyOutcome, ids: readonly string[], moved: readonly LockedPlace[]): BodyOutcome {
  const left = new Set(moved.map((item) => item.id));
  const gone = ids.filter((id) => !left.has(id));
  if (gone.length === 0) return outcome;
  const named = gone.slice(0, NAMED).join(', ') + (gone.length > NAMED ? ` and ${gone.length - NAMED} more` : '');
  return { ...outcome, message: `${outcome.message === null ? '' : `${outcome.message}; `}no longer in the queue: ${named}` };
}
