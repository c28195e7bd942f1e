// What of the event log may be forgotten: the rule by which its floor rises.

/** Events may outlive the retention by so many days, or by the retention itself when that is shorter, before they are deleted one by one. */
export const OVERDUE_DAYS = 7;

const DAY_MS = 86_400_000;

/** Two points in time: what is older than `expired` may go; what is older than `overdue` must not wait for its partition any longer. */
export interface Cutoffs {
  readonly expired: Date;
  readonly overdue: Date;
}

/** The cutoffs of a retention of so many days. */
export function cutoffsOf(now: Date, retentionDays: number): Cutoffs {
  const expired = now.getTime() - retentionDays * DAY_MS;
  return { expired: new Date(expired), overdue: new Date(expired - Math.min(OVERDUE_DAYS, retentionDays) * DAY_MS) };
}

/** What is known of one partition of the log: up to which number it reaches, and when its first and last event above the floor came. */
export interface PartitionAge {
  readonly last: number;
  readonly oldestAt: Date | null;
  readonly newestAt: Date | null;
}

/** FORGET: all of it. TRIM: its expired beginning. KEEP: nothing, and nothing of what comes after it. */
export type PartitionFate = 'FORGET' | 'TRIM' | 'KEEP';

/**
 * The fate of the oldest partition that still has something above the floor. Whole partitions go, which costs next to nothing; a log
 * so quiet that a partition takes longer to fill than `OVERDUE_DAYS` is trimmed instead, and so is the partition that numbers are
 * still taken from. `settled`: no number up to this one can still become an event. Its last event stands for all of a partition,
 * because times follow numbers but for the length of a transaction: seconds against days.
 */
export function fateOf(partition: PartitionAge, { settled, cutoffs }: { readonly settled: number; readonly cutoffs: Cutoffs }): PartitionFate {
  const { last, oldestAt, newestAt } = partition;
  if (last <= settled && (newestAt === null || newestAt < cutoffs.expired)) return 'FORGET';
  return oldestAt !== null && oldestAt < cutoffs.overdue ? 'TRIM' : 'KEEP';
}

/** A stretch of numbers above the floor that was looked through: where it ends, and its first event that has not expired. */
export interface LookedThrough {
  readonly upTo: number;
  readonly firstYoung: number | null;
}

/** How far the floor rises over a stretch that was looked through: never over an event that is young, never over a number that is not settled. */
export function floorOver({ upTo, firstYoung }: LookedThrough, settled: number): number {
  return Math.min(firstYoung === null ? upTo : firstYoung - 1, settled);
}
