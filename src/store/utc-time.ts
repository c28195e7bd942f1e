// Reading the times that PostgreSQL writes when a session keeps UTC: a page of a hundred tasks has six hundred of them.

const ZERO = 48;

/**
 * The time of a text like `2026-11-21 19:41:32.123+00`, to the millisecond; null for every other form (other offsets, years of five
 * digits or before Christ, infinity), which is left to the driver's own parser: a tenth as fast.
 */
export function utcTime(text: string): Date | null {
  const { length } = text;
  if (length < 22 || !text.endsWith('+00') || text[4] !== '-' || text[7] !== '-' || text[10] !== ' ' || text[13] !== ':' || text[16] !== ':') return null;
  if (length > 22 && text[19] !== '.') return null;
  const fraction = Math.min(length - 3, 23);
  let ms = 0;
  for (let at = 20, worth = 100; at < fraction; at++, worth /= 10) ms += worth * (text.charCodeAt(at) - ZERO);
  const time = Date.UTC(digits(text, 0, 4), digits(text, 5, 7) - 1, digits(text, 8, 10), digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19), ms);
  return Number.isNaN(time) || text < '0100' ? null : new Date(time);
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
