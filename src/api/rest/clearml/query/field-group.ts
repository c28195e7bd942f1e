// `_any_` and `_all_`: one pattern or one time for several fields.
import { EVERYTHING, type Filter } from '../../../../domain/filter/filter.ts';
import { ClearmlError } from '../clearml-error.ts';
import { textsOrNulls } from './list-operators.ts';
import { patternCondition, readPattern } from './pattern-condition.ts';
import { fieldNamed, type QueryField, type QuerySheet } from './query-field.ts';
import { timeCondition } from './time-condition.ts';

/** Most fields of one group. */
export const MAX_GROUP_FIELDS = 100;

/** The condition of `{fields, pattern}` or `{fields, datetime}`; fields that there are not have nothing in them. Throws VALIDATION, FIELD_VALUES and INVALID_REGEX. */
export function groupCondition(name: string, sheet: QuerySheet, given: unknown): Filter {
  const { fields, pattern, datetime } = objectOf(name, given);
  if ((pattern == null) === (datetime == null)) throw new ClearmlError('FIELD_VALUES', `Field value error: ${name}: give a pattern or a datetime`);
  const names = textsOrNulls(`${name}.fields`, fields ?? []).filter((each) => each !== null);
  if (names.length === 0 || names.length > MAX_GROUP_FIELDS) throw new ClearmlError('FIELD_VALUES', `Field value error: ${name}.fields: one to ${MAX_GROUP_FIELDS} names`);
  const condition = pattern == null ? timesIn(datetime) : textsIn(`${name}.pattern`, pattern);
  const parts = names.map((each) => {
    const field = fieldNamed(sheet, each);
    return (field === null ? null : condition(field)) ?? ({ kind: 'or', parts: [] } as const);
  });
  return { kind: name === '_any_' ? 'or' : 'and', parts };
}

function textsIn(name: string, pattern: unknown): (field: QueryField) => Filter | null {
  const read = readPattern(name, pattern, true);
  return (field) => patternCondition(field, read);
}

// Constraints none of which is a time are no condition at all, whatever the fields.
function timesIn(datetime: unknown): (field: QueryField) => Filter | null {
  return (field) => (field.type === 'time' ? timeCondition(field, datetime) : timeCondition(field, datetime) === EVERYTHING ? EVERYTHING : null);
}

function objectOf(name: string, given: unknown): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new ClearmlError('VALIDATION', `Validation error: ${name}: must be an object`);
  return given as Record<string, unknown>;
}
