// The figures a fault test reports: one line to read, and one to keep when a file is named.
import { appendFileSync } from 'node:fs';

/** What one fault run found; figures are numbers with their unit in the name, or short texts. */
export interface FaultFigures {
  /** What was done to the system, in a few words. */
  readonly fault: string;
  /** Repeats the run when given as SWITCHYARD_TEST_SEED; null when chance has no part in it. */
  readonly seed: number | null;
  readonly figures: Readonly<Record<string, number | string>>;
}

/** Prints the figures, and appends them as a line of JSON to the file that SWITCHYARD_FAULT_FIGURES names. */
export function reportFault({ fault, seed, figures }: FaultFigures): void {
  const told = Object.entries(figures).map(([name, value]) => `${name} ${typeof value === 'number' ? rounded(value) : value}`);
  console.log(`${fault}${seed === null ? '' : ` · seed ${seed}`} · ${told.join(' · ')}`);
  const file = process.env['SWITCHYARD_FAULT_FIGURES'];
  if (file) appendFileSync(file, `${JSON.stringify({ fault, seed, figures })}\n`);
}

/** The value below which `share` of the numbers lie; NaN of none. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}
