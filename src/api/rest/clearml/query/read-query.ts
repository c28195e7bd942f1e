// A request for a list as the search that it means.
import { comparisonsOf, EVERYTHING, type Filter, NOTHING } from '../../../../domain/filter/filter.ts';
import type { SearchOrder } from '../../../../domain/filter/search.ts';
import { ClearmlError } from '../clearml-error.ts';
import { groupCondition } from './field-group.ts';
import { listCondition } from './list-condition.ts';
import { membersCondition } from './member-condition.ts';
import { readOrder } from './order-by.ts';
import { patternCondition, readPattern } from './pattern-condition.ts';
import { familyOf, fieldNamed, type QueryField, type QuerySheet } from './query-field.ts';
import { rangeCondition } from './range-condition.ts';
import { timeCondition } from './time-condition.ts';
import { hasAny, not } from './value-condition.ts';
import { wordParts } from './word-search.ts';

/** What a call was given, as JSON. */
export type QueryInput = Readonly<Record<string, unknown>>;

/** What is searched for, and in which order. */
export interface ReadQuery {
  readonly filter: Filter;
  readonly order: readonly SearchOrder[];
}

/** Most conditions of one query. */
export const MAX_CONDITIONS = 100;
/** Most comparisons that all conditions of a query come to: each is a piece of SQL, which the database plans anew for every call. */
export const MAX_COMPARISONS = 1_000;

const GROUPS: Readonly<Record<string, '_any_' | '_all_'>> = { _any_: '_any_', _or_: '_any_', _all_: '_all_', _and_: '_all_' };

/** Reads what a request asks for; what it does not name, and null, is no condition. Throws VALIDATION, FIELD_VALUES and INVALID_REGEX. */
export function readQuery(sheet: QuerySheet, input: QueryInput): ReadQuery {
  const parts = Object.entries(input).flatMap(([name, given]) => (given == null ? [] : (conditionNamed(sheet, name, given) ?? [])));
  if (parts.length > MAX_CONDITIONS) throw new ClearmlError('VALIDATION', `Validation error: at most ${MAX_CONDITIONS} conditions, has ${parts.length}: ask in several calls`);
  const words = isGiven(input['search_text']) && input['search_text'] !== '' ? wordParts(sheet, input['search_text']) : null;
  if (words !== null) parts.push({ kind: 'or', parts: words });
  const { hidden } = sheet;
  if (hidden !== null && input['search_hidden'] !== true && !hidden.unless.some((name) => isGiven(input[name]))) parts.push(not(hasAny(field(sheet, 'system_tags'), [hidden.tag])));
  const told = parts.filter((part) => part !== EVERYTHING);
  const filter: Filter = told.includes(NOTHING) ? NOTHING : told.length === 1 ? told[0]! : { kind: 'and', parts: told };
  const comparisons = comparisonsOf(filter);
  if (comparisons > MAX_COMPARISONS) throw new ClearmlError('VALIDATION', `Validation error: the conditions come to ${comparisons} comparisons, at most ${MAX_COMPARISONS} may be: ask in several calls`);
  return { filter, order: readOrder(sheet, input['order_by'], words) };
}

/** Whether something was given that is a condition. */
export function isGiven(given: unknown): boolean {
  return given != null && !(Array.isArray(given) && given.length === 0);
}

function conditionNamed(sheet: QuerySheet, name: string, given: unknown): Filter | null {
  if (Object.hasOwn(GROUPS, name)) return groupCondition(GROUPS[name]!, sheet, given);
  if (name === 'filters') return membersCondition(sheet, given);
  if (sheet.patterns.includes(name)) return patternCondition(field(sheet, name), readPattern(name, given, false));
  if (sheet.times.includes(name)) return timeCondition(field(sheet, name), given);
  if (sheet.ranges.includes(name)) return rangeCondition(name, field(sheet, name), given);
  if (sheet.lists.includes(name)) return listCondition(name, field(sheet, name), given);
  const family = name.includes('.') ? familyOf(name) : '';
  const found = sheet.listFamilies.includes(family) || sheet.rangeFamilies.includes(family) ? fieldNamed(sheet, name) : null;
  if (found === null) return null;
  return sheet.rangeFamilies.includes(family) ? rangeCondition(name, found, given) : listCondition(name, found, given);
}

function field(sheet: QuerySheet, name: string): QueryField {
  const found = fieldNamed(sheet, name);
  if (found === null) throw new Error(`the sheet names ${name} and has no such field`);
  return found;
}
