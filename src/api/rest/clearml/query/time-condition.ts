// Times as conditions: one or several, each with a sign before it, or the two ends of a range.
import { EVERYTHING, type CompareOp, type Filter } from '../../../../domain/filter/filter.ts';
import { isTime } from '../../../../domain/filter/filter-check.ts';
import { timeOf } from '../wire-time.ts';
import type { QueryField } from './query-field.ts';

/** Times of one condition that are looked at. */
const MAX_CONSTRAINTS = 20;

const SIGNED = /^\s*(>=|>|<=|<)?\s*(.*?)\s*$/s;
const OPS: Readonly<Record<string, CompareOp>> = { '>=': 'ge', '>': 'gt', '<=': 'le', '<': 'lt' };

interface Constraint {
  readonly op: CompareOp;
  readonly value: string;
}

/** The condition; what is no time is passed over, and so is what is no text. */
export function timeCondition(field: QueryField, given: unknown): Filter {
  const { path } = field;
  const parts: readonly Filter[] = constraintsOf(given).map(({ op, value }) => ({ kind: 'compare', path, op, value }));
  return parts.length === 0 ? EVERYTHING : { kind: 'and', parts };
}

function constraintsOf(given: unknown): readonly Constraint[] {
  const values: readonly unknown[] = Array.isArray(given) ? given.slice(0, MAX_CONSTRAINTS) : [given];
  if (values.length === 2 && values.every((value) => value === null || (typeof value === 'string' && !/^\s*[<>]/.test(value)))) {
    const [from, to] = values.map((value) => momentOf(value));
    return [...(from == null ? [] : [{ op: 'ge', value: from } as const]), ...(to == null ? [] : [{ op: 'le', value: to } as const])];
  }
  return values.flatMap((value): readonly Constraint[] => {
    const match = typeof value === 'string' ? SIGNED.exec(value.slice(0, 100)) : null;
    const moment = match === null ? null : momentOf(match[2]);
    return moment === null ? [] : [{ op: OPS[match![1] ?? ''] ?? 'eq', value: moment }];
  });
}

/** The time of a text in the one form in which filters compare times; null when it is none that the database can hold. */
export function momentOf(given: unknown): string | null {
  const time = typeof given === 'string' ? timeOf(given.trim()) : null;
  const text = time?.toISOString();
  return isTime(text) ? text : null;
}
