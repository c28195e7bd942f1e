// Places in a queue: priority first, then rank; ranks leave room for moves.
import type { QueueItem } from './queue.ts';

/** Distance between two appended items: twenty halvings fit between neighbours before a renumbering. */
export const RANK_STEP = 2 ** 20;

/** Lowest and highest priority; higher goes first. */
export const MIN_PRIORITY = -1_000;
export const MAX_PRIORITY = 1_000;

/** The order of a queue: priority descending, then rank ascending. */
export function compareItems(a: Pick<QueueItem, 'priority' | 'rank'>, b: Pick<QueueItem, 'priority' | 'rank'>): number {
  return b.priority - a.priority || a.rank - b.rank;
}

/** A rank between two neighbours (null = no neighbour on that side), or null when there is no room and a renumbering is due. */
export function rankBetween(before: number | null, after: number | null): number | null {
  if (before === null && after === null) return RANK_STEP;
  if (before === null) return after! - RANK_STEP;
  if (after === null) return before + RANK_STEP;
  const middle = before + Math.floor((after - before) / 2);
  return middle > before && middle < after ? middle : null;
}
