// NUMERIC_VALUES: a table of columns, with what it is to be shown as.
import { invalid, type InputPath } from '../../input/check.ts';
import { openObjectAt } from '../open-object.ts';
import { indexAt, itemsAt, labelAt } from './value-part.ts';

/** What a table is for, by number. */
export const NUMERIC_OUTPUT = { NONE: 0, TABLE: 2, PLOT: 4, FILE: 8 } as const;
/** How it is plotted, by number. */
export const NUMERIC_PLOT = { CURVE: 0, BAR: 1, MULTI_BAR: 2, HISTOGRAM: 3, PIE: 4 } as const;

/** The value. */
export interface NumericValues {
  readonly outputType: (typeof NUMERIC_OUTPUT)[keyof typeof NUMERIC_OUTPUT];
  readonly plotType: (typeof NUMERIC_PLOT)[keyof typeof NUMERIC_PLOT];
  /** Names of the columns. */
  readonly headers: readonly string[];
  /** One list for each column: what each of its values stands for. */
  readonly valueLabels: readonly (readonly string[])[];
  /** One list for each column; numbers too are written as texts. */
  readonly values: readonly (readonly string[])[];
}

/** Reads one; values may be numbers or texts, and become texts. */
export function numericValuesAt(value: unknown, path: InputPath): NumericValues {
  const given = openObjectAt(value, path);
  return {
    outputType: oneOf(indexAt(given['outputType'], [...path, 'outputType'], NUMERIC_OUTPUT.TABLE), [...path, 'outputType'], Object.values(NUMERIC_OUTPUT)),
    plotType: oneOf(indexAt(given['plotType'], [...path, 'plotType'], NUMERIC_PLOT.CURVE), [...path, 'plotType'], Object.values(NUMERIC_PLOT)),
    headers: itemsAt(given['headers'], [...path, 'headers'], labelAt),
    valueLabels: itemsAt(given['valueLabels'], [...path, 'valueLabels'], (column, at) => itemsAt(column, at, labelAt)),
    values: itemsAt(given['values'], [...path, 'values'], (column, at) => itemsAt(column, at, writtenAt)),
  };
}

function writtenAt(value: unknown, path: InputPath): string {
  if (typeof value === 'string') return labelAt(value, path);
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : invalid(path, 'must be a number or a text');
}

function oneOf<T extends number>(value: number, path: InputPath, known: readonly T[]): T {
  return known.find((one) => one === value) ?? invalid(path, `must be one of ${known.join(', ')}`);
}
