// Lists with operators among their values, such as `["__$all", "a", "b", "__$not", "c"]`, read from left to right.
import { ClearmlError } from '../clearml-error.ts';

/** What some values of a list say together: `DEFAULT` and `ANY` = one of those included, `ALL` = all of them. */
export interface ListGroup {
  readonly mode: 'DEFAULT' | 'ANY' | 'ALL';
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** A list as it was meant. */
export interface ReadList {
  readonly groups: readonly ListGroup[];
  /** How the groups go together. */
  readonly joint: 'AND' | 'OR';
  /** Whether what has no value is meant, too. */
  readonly orEmpty: boolean;
}

/** Most values of one list; each is a comparison. */
export const MAX_LIST_VALUES = 10_000;

const PREFIX = '__$';
const MODES: Readonly<Record<string, ListGroup['mode']>> = { all: 'ALL', and: 'ALL', any: 'ANY', or: 'ANY', nop: 'DEFAULT' };

/** Reads a list, or a single value. Throws VALIDATION for what is no text, FIELD_VALUES for an operator that there is not. */
export function readList(name: string, given: unknown): ReadList {
  const values = textsOrNulls(name, given);
  const groups: { mode: ListGroup['mode']; include: string[]; exclude: string[] }[] = [];
  let [group, joint]: [(typeof groups)[number] | null, ReadList['joint'] | null] = [null, null];
  let [isNegated, hasOperator] = [false, false];
  for (const value of values) {
    if (value === null) continue;
    if (value.startsWith(PREFIX)) {
      const operator = value.slice(PREFIX.length);
      hasOperator = true;
      isNegated = operator === 'not';
      if (isNegated) continue;
      const mode = modeOf(name, operator);
      if (mode !== 'DEFAULT') joint ??= mode === 'ALL' ? 'AND' : 'OR';
      groups.push((group = { mode, include: [], exclude: [] }));
      continue;
    }
    if (group === null) groups.push((group = { mode: 'DEFAULT', include: [], exclude: [] }));
    if (isNegated) group.exclude.push(value);
    else if (!hasOperator && value.startsWith('-')) group.exclude.push(value.slice(1));
    else group.include.push(value);
    isNegated = false;
  }
  return { groups: groups.filter(({ include, exclude }) => include.length + exclude.length > 0), joint: joint ?? 'AND', orEmpty: values.includes(null) };
}

/** Texts and nulls; a single one may stand for a list of it. Throws VALIDATION. */
export function textsOrNulls(name: string, given: unknown): readonly (string | null)[] {
  const values: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (values.length > MAX_LIST_VALUES) throw new ClearmlError('VALIDATION', `Validation error: ${name}: at most ${MAX_LIST_VALUES} values, has ${values.length}: ask in several calls`);
  return values.map((value) => {
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (value !== null && typeof value !== 'string') throw new ClearmlError('VALIDATION', `Validation error: ${name}: must be an array of strings`);
    return value === null ? null : storable(value);
  });
}

/** A text as the database can be asked for it: it holds neither NUL nor halves of surrogate pairs, so that nothing has them. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\u{fffd}').toWellFormed();
}

function modeOf(name: string, operator: string): ListGroup['mode'] {
  if (Object.hasOwn(MODES, operator)) return MODES[operator]!;
  throw new ClearmlError('FIELD_VALUES', `Field value error: ${name}: there is no operator ${PREFIX}${operator.slice(0, 50)}: use __$all, __$any, __$not or __$nop`);
}
