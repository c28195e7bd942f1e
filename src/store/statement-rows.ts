// How the fields of an answer become a row of ours.
import type pg from 'pg';
import { wireTypes } from './wire-types.ts';

/** Lists of columns whose code is kept. There are as many as there are different lists in our SQL, a few hundred; what callers send never names a column. */
export const MAX_ROW_MAKERS = 1_000;

/** A field as it comes over the wire: null, or the text of its value. */
export type WireField = string | null;

/** Makes a row of its fields, with the columns in their order; of two columns with one name the last counts. */
export type MakeRow = (fields: readonly WireField[]) => object;

type ParseField = (text: string) => unknown;

const MAKERS = new Map<string, (parsers: readonly ParseField[]) => MakeRow>();

/**
 * What makes rows of these columns. The driver would fill each column of each row in by its name, a lookup a time: seven times as long,
 * for a page of a hundred tasks with 36 columns a quarter of all the work on it.
 */
export function rowMaker(columns: readonly Pick<pg.FieldDef, 'name' | 'dataTypeID'>[]): MakeRow {
  const parsers = columns.map(({ dataTypeID }) => wireTypes.getTypeParser(dataTypeID, 'text') as ParseField);
  return codeFor(columns.map(({ name }) => name))(parsers);
}

function codeFor(names: readonly string[]): (parsers: readonly ParseField[]) => MakeRow {
  const key = names.join('\0');
  const known = MAKERS.get(key);
  if (known) return known;
  if (MAKERS.size >= MAX_ROW_MAKERS) MAKERS.clear();
  const made = compile(names);
  MAKERS.set(key, made);
  return made;
}

// An object written out in code has all its columns at once. Names come from our own SQL, and are texts in the code whatever they hold.
function compile(names: readonly string[]): (parsers: readonly ParseField[]) => MakeRow {
  const columns = names.map((name, at) => `${name === '__proto__' ? '["__proto__"]' : JSON.stringify(name)}: f[${at}] === null ? null : p[${at}](f[${at}])`);
  // oxlint-disable-next-line typescript/no-implied-eval, no-new-func -- see above
  return new Function('p', `return (f) => ({ ${columns.join(', ')} });`) as (parsers: readonly ParseField[]) => MakeRow;
}
