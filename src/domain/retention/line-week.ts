// Output lines are kept by the week in which they were recorded: which weeks need room, which may go.

/** Days of one partition. */
export const WEEK_DAYS = 7;

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

/** The weeks from today's to the one `ahead` weeks later that no range of `have` covers yet; ranges never cut a week, but for one open at its beginning. */
export function weeksToMake(have: readonly DayRange[], { today, ahead }: { readonly today: number; readonly ahead: number }): readonly DayRange[] {
  const weeks = Array.from({ length: ahead + 1 }, (_, i) => weekOf(today + i * WEEK_DAYS));
  return weeks.filter((week) => !have.some(({ from, to }) => from <= week.from && week.to <= to));
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
