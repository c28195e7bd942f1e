// Ranges as conditions: `[min, max]`, either of which may be null.
import type { CompareOp, Filter, FilterValue } from '../../../../domain/filter/filter.ts';
import { ClearmlError } from '../clearml-error.ts';
import type { QueryField } from './query-field.ts';
import { momentOf } from './time-condition.ts';

/** The condition, both ends inclusive; without a least value what has no value is in the range, too. Throws VALIDATION for another form. */
export function rangeCondition(name: string, field: QueryField, given: unknown): Filter {
  if (!Array.isArray(given) || given.length !== 2) refuse(name, 'must be two values: the least and the greatest, either of which may be null');
  const [min, max] = given as readonly unknown[];
  if (min == null && max == null) refuse(name, 'one of the two values must not be null');
  const { path } = field;
  const at = (op: CompareOp, value: unknown): Filter => ({ kind: 'compare', path, op, value: valueOf(name, field, value) });
  if (min == null) return { kind: 'or', parts: [at('le', max), { kind: 'not', part: { kind: 'exists', path } }] };
  return max == null ? at('ge', min) : { kind: 'and', parts: [at('ge', min), at('le', max)] };
}

function valueOf(name: string, { type }: QueryField, given: unknown): FilterValue {
  if (type === 'time') return momentOf(given) ?? refuse(name, 'is compared with times such as 2026-11-21T10:17:00Z');
  const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof number !== 'number' || !Number.isFinite(number)) refuse(name, 'is compared with numbers');
  if (type !== 'integer') return number;
  // Beyond the whole numbers that are exact nothing is; the ends stand for what lies there.
  return Math.min(Math.max(Math.round(number), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}

function refuse(name: string, what: string): never {
  throw new ClearmlError('VALIDATION', `Validation error: ${name.slice(0, 200)}: ${what}`);
}
