// Output lines are kept by the week in which they were recorded: which weeks need room, which may go.

/** Partitions are whole weeks. */
export const WEEK_DAYS = 7;

/** Partitions of output at most, about: each costs every reader two locks, of which a server has some thousands for all. */
export const LINE_PARTITIONS_KEPT = 60;

/** 1970-01-01 was a Thursday; weeks begin on Mondays. */
const FIRST_MONDAY = -3;

const DAY_MS = 86_400_000;

/** Days since 1970-01-01 (UTC), `to` excluded; `from` may be -Infinity. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

/** The week of a day, from Monday to Monday. */
export function weekOf(day: number): DayRange {
  const from = Math.floor((day - FIRST_MONDAY) / WEEK_DAYS) * WEEK_DAYS + FIRST_MONDAY;
  return { from, to: from + WEEK_DAYS };
}

/** Weeks of one partition: one, unless output is kept for longer than `LINE_PARTITIONS_KEPT` weeks. */
export function weeksOfPartition(retentionDays: number): number {
  return Math.ceil(retentionDays / WEEK_DAYS / LINE_PARTITIONS_KEPT);
}

/** How far ahead to make room, and how many weeks at a time. */
export interface RangeWish {
  readonly today: number;
  readonly aheadWeeks: number;
  readonly weeks: number;
}

/** The ranges to make so that every day from today to `aheadWeeks` later lies in one; `have` is in order and each of it begins and ends with a week. */
export function rangesToMake(have: readonly DayRange[], { today, aheadWeeks, weeks }: RangeWish): readonly DayRange[] {
  const made: DayRange[] = [];
  let from = weekOf(today).from;
  while (from <= today + aheadWeeks * WEEK_DAYS) {
    const covering = have.find((range) => range.from <= from && from < range.to);
    const next = have.find((range) => range.from > from);
    const range = covering ?? { from, to: Math.min(from + weeks * WEEK_DAYS, next?.from ?? Number.POSITIVE_INFINITY) };
    if (covering === undefined) made.push(range);
    from = range.to;
  }
  return made;
}

/** Whether every line of the range is older than so many whole days. */
export function isRangeExpired({ to }: DayRange, { today, retentionDays }: { readonly today: number; readonly retentionDays: number }): boolean {
  return to <= today - retentionDays;
}

/** `2026-11-23` for a day. */
export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The day of `2026-11-23`. */
export function dayOfIso(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / DAY_MS;
}
