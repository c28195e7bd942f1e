// Conditions on one field: that it has a value, or has none.
import { EVERYTHING, type Filter, NOTHING } from '../../../../domain/filter/filter.ts';
import { uuidOf } from '../wire-id.ts';
import type { QueryField } from './query-field.ts';

/** That the field has one of the values. */
export function hasAny(field: QueryField, values: readonly string[]): Filter {
  if (field.type === 'texts' || field.type === 'idTexts') return { kind: 'list', path: field.path, op: 'any', values };
  return oneOf(field, values);
}

/** That the field has all of the values; of a field with one value they must be the same. */
export function hasAll(field: QueryField, values: readonly string[]): Filter {
  if (field.type === 'texts' || field.type === 'idTexts') return { kind: 'list', path: field.path, op: 'all', values };
  const [first, ...others] = new Set(values);
  return first === undefined ? EVERYTHING : others.length > 0 ? NOTHING : oneOf(field, [first]);
}

/** That there is nothing in the field: no value, an empty text or an empty list. */
export function isEmpty(field: QueryField): Filter {
  const absent: Filter = { kind: 'not', part: { kind: 'exists', path: field.path } };
  if (field.type === 'texts' || field.type === 'idTexts') return { kind: 'or', parts: [absent, { kind: 'list', path: field.path, op: 'empty', values: [] }] };
  return field.type === 'text' ? { kind: 'or', parts: [absent, { kind: 'compare', path: field.path, op: 'eq', value: '' }] } : absent;
}

/** That something does not hold; of everything and nothing the other. */
export function not(part: Filter): Filter {
  if (part === EVERYTHING) return NOTHING;
  return part === NOTHING ? EVERYTHING : { kind: 'not', part };
}

// A value that the field cannot have is one that nothing has.
function oneOf({ type, path }: QueryField, values: readonly string[]): Filter {
  const possible = values.flatMap((value): (string | number | boolean)[] => {
    if (type === 'id') return [uuidOf(value) ?? []].flat();
    if (type === 'number' || type === 'integer') return value.trim() === '' || !Number.isFinite(Number(value)) ? [] : [Number(value)];
    if (type === 'flag') return value === 'true' || value === 'false' ? [value === 'true'] : [];
    return type === 'time' ? [] : [value];
  });
  return possible.length === 0 ? NOTHING : { kind: 'oneOf', path, op: 'in', values: possible };
}
