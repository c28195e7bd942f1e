// Times as text: a page of rows is mostly times, and those of one page are mostly of the same days.

const DAY_MS = 86_400_000;
const TWO = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const THREE = Array.from({ length: 1_000 }, (_, n) => String(n).padStart(3, '0'));

/** The day that was written last, as its number and as text with the T: a third of the time of `toISOString` is its calendar, the rest its general form. */
let day = Number.NaN;
let dayText = '';

/** What `toISOString` answers. Throws RangeError for a time that is none. */
export function isoTime(time: Date): string {
  const ms = time.getTime();
  const number = Math.floor(ms / DAY_MS);
  if (number !== day) {
    dayText = time.toISOString().slice(0, -13);
    day = number;
  }
  const rest = ms - number * DAY_MS;
  const seconds = Math.floor(rest / 1_000);
  const minutes = Math.floor(seconds / 60);
  return `${dayText}${TWO[Math.floor(minutes / 60)]!}:${TWO[minutes % 60]!}:${TWO[seconds % 60]!}.${THREE[rest - seconds * 1_000]!}Z`;
}
