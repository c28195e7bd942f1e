// Figures as text.
import type { BenchRow, Quartiles } from './row.ts';

/** Three digits that count; whole numbers from 100 on. */
export function figureText(value: number | null): string {
  if (value === null) return '';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(value >= 10 ? 3 : 2)));
}

/** A ratio with as many digits as it deserves. */
export function ratioText(value: number | null): string {
  if (value === null) return '';
  return value >= 10 ? value.toFixed(0) : value.toFixed(2);
}

/** Ratio with its quartiles, e.g. `0.99 (0.97–1.02)`. */
export function ratioWithQuartiles({ ratio, quartiles }: BenchRow): string {
  return quartiles === undefined ? ratioText(ratio) : `${ratioText(ratio)} (${rangeText(quartiles.ratio)})`;
}

/** What was promised, e.g. `≤ 1.5`. */
export function promiseText({ promise }: BenchRow): string {
  return promise === undefined ? '' : `${promise.sense === 'at most' ? '≤' : '≥'} ${promise.ratio}`;
}

function rangeText([first, third]: Quartiles): string {
  return `${ratioText(first)}–${ratioText(third)}`;
}
