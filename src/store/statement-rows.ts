// How statements of ours are put to the driver, and how their values become rows.
import type pg from 'pg';
import type { Statement } from './database.ts';
import { wireTypes } from './wire-types.ts';

/** Lists of columns whose code is kept. There are as many as there are different lists in our SQL, a few hundred; what callers send never names a column. */
export const MAX_ROW_MAKERS = 1_000;

type MakeRow = (values: readonly unknown[]) => object;

const MAKERS = new Map<string, MakeRow>();

/** A statement as the driver takes it: rows as lists, which `rowsOf` makes rows of. */
export function driverQuery({ name, text }: Statement, values: readonly unknown[]): pg.QueryArrayConfig {
  return { name, text, values: values as unknown[], types: wireTypes, rowMode: 'array' };
}

/**
 * The rows of an answer, as objects with the columns in their order. The driver would fill each column of each row in by its name, a
 * lookup a time: seven times as long, for a page of a hundred tasks with 36 columns a quarter of all the work on it.
 */
export function rowsOf<Row>({ rows, fields }: Pick<pg.QueryArrayResult, 'rows' | 'fields'>): Row[] {
  if (rows.length === 0) return [];
  const make = makerOf(fields.map(({ name }) => name));
  return rows.map((values) => make(values as unknown[]) as Row);
}

function makerOf(names: readonly string[]): MakeRow {
  const key = names.join('\0');
  const known = MAKERS.get(key);
  if (known) return known;
  if (MAKERS.size >= MAX_ROW_MAKERS) MAKERS.clear();
  const made = compile(names);
  MAKERS.set(key, made);
  return made;
}

// An object written out in code has all its columns at once. Names come from our own SQL, and are texts in the code whatever they hold.
function compile(names: readonly string[]): MakeRow {
  const columns = names.map((name, at) => `${name === '__proto__' ? '["__proto__"]' : JSON.stringify(name)}: values[${at}]`);
  // oxlint-disable-next-line typescript/no-implied-eval, no-new-func -- see above
  return new Function('values', `return { ${columns.join(', ')} };`) as MakeRow;
}
