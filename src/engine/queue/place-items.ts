// Placing items in a queue's line: the gap that a place means, the locks it needs, and what is written and told.
import { anchorOf, type Place } from '../../domain/queue/place.ts';
import { placementIn, standingAt, standsIn, type Gap } from '../../domain/queue/placement.ts';
import type { Standing } from '../../domain/queue/rank.ts';
import { beforeInPriority, behindInPriority, lineFrom, lineFromBack } from '../../store/write/queue-line.store.ts';
import { freshRanks, lockPlaces, setPlaces, type LockedPlace } from '../../store/write/queue-item.store.ts';
import { decisionAt } from '../place-check.ts';
import { emit, type Work } from '../work.ts';

/** Items behind a place that are looked at first; where a renumbering needs more, four times as many, and so on. */
const FIRST_LOOK = 64;

/** What is to be placed: a queue whose exclusive lock is held, the items of it that are moved (none when new ones enter), how many in all. */
export interface Wanted {
  readonly queueId: string;
  readonly to: Place;
  readonly moved: readonly LockedPlace[];
  readonly n: number;
  /** The priority where nothing else waits whose priority could be adopted. */
  readonly alone: number;
}

/** Where the items go, with everything that must make room for them under lock. */
export interface PlannedPlaces {
  readonly priority: number;
  /** One for each item, in order. */
  readonly ranks: readonly number[];
  /** Those that make room, with their new ranks. */
  readonly shifted: readonly { readonly item: LockedPlace; readonly rank: number }[];
  /** Whether the moved ones stand there already. */
  readonly already: boolean;
}

/**
 * Finds the place, or null when the item that it names does not wait in the queue. Locks that item and those to be shifted;
 * writes nothing. What leaves the line meanwhile is no matter: the ranks of what stays do not change under the queue's lock.
 */
export async function planPlaces(work: Work, wanted: Wanted): Promise<PlannedPlaces | null> {
  const { queueId, to, n, moved } = wanted;
  const anchor = await lockAnchor(work, queueId, to);
  if (anchor === undefined) return null;
  for (let look = FIRST_LOOK; ; look *= 4) {
    const gap = await gapAt(work, { ...wanted, anchor, look });
    if (moved.length > 0 && standsIn(gap, moved)) return { priority: gap.priority, ranks: [], shifted: [], already: true };
    const placement = placementIn(gap, n);
    if (placement === null) continue;
    const ranks = placement.ranks ?? (await freshRanks(work.tx, n + placement.shifted.length));
    const rankOf = new Map(placement.shifted.map((item, i) => [item.id, ranks[n + i]!]));
    // Their locks come after those of the moved ones or the entering task, whatever their ids: who waits the other way round
    // is told to try again. It is rare: there is room for twenty moves to one place before any is shifted.
    const items = await lockPlaces(work.tx, queueId, [...rankOf.keys()]);
    return { priority: gap.priority, ranks: ranks.slice(0, n), shifted: items.map((item) => ({ item, rank: rankOf.get(item.id)! })), already: false };
  }
}

/** Locks the item that the place names, so that it stays; null when it names none, undefined when it does not wait in the queue, or not for the command's caller. */
export async function lockAnchor(work: Work, queueId: string, to: Place): Promise<Standing | null | undefined> {
  const id = anchorOf(to);
  if (id === null) return null;
  const [anchor] = await lockPlaces(work.tx, queueId, [id]);
  return anchor && (await decisionAt(work, anchor.projectId, 'viewer')) === 'ALLOWED' ? anchor : undefined;
}

/** Gives the moved items and those that make room their places, and tells of every place that is now another. */
export async function writePlaces(work: Work, plan: PlannedPlaces, moved: readonly LockedPlace[]): Promise<void> {
  const before = [...moved, ...plan.shifted.map(({ item }) => item)];
  const after = [...moved.map((item, i) => ({ ...item, priority: plan.priority, rank: plan.ranks[i]! })), ...plan.shifted.map(({ item, rank }) => ({ ...item, rank }))];
  await setPlaces(work.tx, after);
  after.filter((item, i) => item.priority !== before[i]!.priority || item.rank !== before[i]!.rank).forEach((item) => tellOfItem(work, item, 'moved'));
}

/** Adds the event about a change of an item: of its task, or of the barrier that it is. */
export function tellOfItem(work: Work, place: LockedPlace, what: 'moved' | 'renamed'): void {
  const { id, queueId, taskId, projectId, runId, priority, rank, displayName, notBefore } = place;
  const item = { id, queueId, priority, rank, displayName, notBefore: notBefore?.toISOString() ?? null };
  if (taskId === null) emit(work, what === 'moved' ? 'queue.barrier_moved' : 'queue.barrier_renamed', { subjectId: id, projectId, queueId, data: { item } });
  else emit(work, what === 'moved' ? 'task.moved' : 'task.renamed', { subjectId: taskId, projectId, runId, taskId, queueId, data: { item } });
}

interface Look extends Wanted {
  readonly anchor: Standing | null;
  readonly look: number;
}

async function gapAt(work: Work, of: Look): Promise<Gap> {
  const { queueId, to, anchor, moved } = of;
  const limit = moved.length + 1;
  if (anchor !== null) return 'after' in to ? gapAfter(work, anchor, of) : gapBefore(work, anchor, of);
  if ('at' in to && to.at === 'BACK') return gapAtBack(work, of);
  const offset = 'index' in to ? to.index : 0;
  const next = standingAt(offset, await lineFrom(work.tx, queueId, { offset, limit }), moved);
  return next === null ? gapAtBack(work, of) : gapBefore(work, next, of);
}

async function gapAtBack(work: Work, { queueId, moved, alone }: Look): Promise<Gap> {
  const last = without(moved, await lineFromBack(work.tx, queueId, moved.length + 1))[0];
  return { priority: last?.priority ?? alone, before: last ?? null, behind: [], whole: true };
}

async function gapAfter(work: Work, item: Standing, of: Look): Promise<Gap> {
  return { priority: item.priority, before: item, ...(await behindOf(work, item, of)) };
}

async function gapBefore(work: Work, item: Standing, of: Look): Promise<Gap> {
  const before = without(of.moved, await beforeInPriority(work.tx, of.queueId, { item, limit: of.moved.length + 1 }))[0] ?? null;
  const rest = await behindOf(work, item, of);
  return { priority: item.priority, before, behind: [item, ...rest.behind], whole: rest.whole };
}

async function behindOf(work: Work, item: Standing, { queueId, moved, look }: Look): Promise<Pick<Gap, 'behind' | 'whole'>> {
  const limit = moved.length + look;
  const rows = await behindInPriority(work.tx, queueId, { item, limit });
  return { behind: without(moved, rows), whole: rows.length < limit };
}

function without(moved: readonly Standing[], rows: readonly Standing[]): readonly Standing[] {
  const ids = new Set(moved.map((item) => item.id));
  return rows.filter((row) => !ids.has(row.id));
}
