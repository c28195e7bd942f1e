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

/** An item with its place. */
export type Standing = Pick<QueueItem, 'id' | 'priority' | 'rank'>;

/** The order of a queue without ties: ids break those that put-backs to an old place can make. */
export function compareStanding(a: Standing, b: Standing): number {
  return compareItems(a, b) || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/** The ranks on both sides of a place; null = nothing of this priority stands before it. */
export interface Neighbours {
  readonly before: number | null;
  readonly after: number;
}

/**
 * `n` rising ranks strictly between neighbours, evenly spread and at least `distance` (≥ 1) apart; null when there is no room.
 * Where nothing stands before there always is: a whole step each.
 */
export function spreadRanks({ before, after }: Neighbours, { n, distance }: { n: number; distance: number }): readonly number[] | null {
  const room = before === null ? RANK_STEP : Math.floor((after - before) / (n + 1));
  if (room < distance) return null;
  const first = before === null ? after - RANK_STEP * n : before + room;
  return Array.from({ length: n }, (_, i) => first + room * i);
}
