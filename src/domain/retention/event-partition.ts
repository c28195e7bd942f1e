// How the event log is cut into partitions: where the next ones begin and how large they are.

/** Partitions begin at multiples of this number. The first ones have this size. */
export const PARTITION_UNIT = 1_000_000;

/** Partitions that the log of a steady installation is cut into, about: each costs every reader a lock and the planner a look. */
export const PARTITIONS_KEPT = 32;

/** The largest partition, in units: dropping it takes the file system some seconds. */
export const MAX_PARTITION_UNITS = 64;

const DAY_MS = 86_400_000;

/** Numbers of the log, both ends included. */
export interface SeqRange {
  readonly first: number;
  readonly last: number;
}

/** How fast the log grows: numbers given out in so many milliseconds. */
export interface LogPace {
  readonly numbers: number;
  readonly spanMs: number;
}

/**
 * Units of the next partition: so many that `PARTITIONS_KEPT` of them last for the retention, but at most twice the newest, so that a
 * burst cannot make a partition that takes months to fill.
 */
export function unitsOfNext(pace: LogPace, options: { readonly retentionDays: number; readonly newest: SeqRange }): number {
  const perRetention = pace.spanMs > 0 ? (pace.numbers / pace.spanMs) * options.retentionDays * DAY_MS : 0;
  const wanted = Math.ceil(perRetention / PARTITIONS_KEPT / PARTITION_UNIT);
  const newest = Math.ceil((options.newest.last - options.newest.first + 1) / PARTITION_UNIT);
  return Math.max(1, Math.min(wanted, 2 * newest, MAX_PARTITION_UNITS));
}

/** The partitions to make so that `ahead` of them wait behind the one that holds number `next`; `have` is in order of numbers. */
export function partitionsToMake(have: readonly SeqRange[], wish: { readonly next: number; readonly ahead: number; readonly units: number }): readonly SeqRange[] {
  const made: SeqRange[] = [];
  // Numbers may have been moved on by hand, in a restored database say: what was skipped needs no partition.
  let first = Math.max((have.at(-1)?.last ?? -1) + 1, have.some(({ last }) => last >= wish.next) ? 0 : unitStart(wish.next));
  for (let waiting = have.filter((range) => range.first > wish.next).length; waiting < wish.ahead; ) {
    const range = { first, last: first + wish.units * PARTITION_UNIT - 1 };
    made.push(range);
    first = range.last + 1;
    if (range.first > wish.next) waiting++;
  }
  return made;
}

function unitStart(seq: number): number {
  return Math.floor(seq / PARTITION_UNIT) * PARTITION_UNIT;
}
