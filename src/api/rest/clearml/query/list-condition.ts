// A list with operators as a condition on its field.
import { EVERYTHING, type Filter } from '../../../../domain/filter/filter.ts';
import { type ListGroup, type ReadList, readList } from './list-operators.ts';
import type { QueryField } from './query-field.ts';
import { hasAll, hasAny, isEmpty, not } from './value-condition.ts';

/** The condition; an empty list is none. Throws VALIDATION and FIELD_VALUES. */
export function listCondition(name: string, field: QueryField, given: unknown): Filter {
  return conditionOf(field, readList(name, given));
}

/** The condition of a list that was read. */
export function conditionOf(field: QueryField, { groups, joint, orEmpty }: ReadList): Filter {
  const parts = groups.map((group) => groupCondition(field, group));
  if (!orEmpty) return parts.length === 0 ? EVERYTHING : joined(joint, parts);
  return parts.length === 0 ? isEmpty(field) : { kind: 'or', parts: [joined(joint, parts), isEmpty(field)] };
}

function groupCondition(field: QueryField, { mode, include, exclude }: ListGroup): Filter {
  // What lacks one of several values has not all of them: one comparison, however many there are.
  if (mode === 'ANY') return joined('OR', [...(include.length === 0 ? [] : [hasAny(field, include)]), ...(exclude.length === 0 ? [] : [not(hasAll(field, exclude))])]);
  const has = include.length === 0 ? [] : [mode === 'ALL' ? hasAll(field, include) : hasAny(field, include)];
  return joined('AND', [...has, ...(exclude.length === 0 ? [] : [not(hasAny(field, exclude))])]);
}

function joined(joint: 'AND' | 'OR', parts: readonly Filter[]): Filter {
  return parts.length === 1 ? parts[0]! : { kind: joint === 'AND' ? 'and' : 'or', parts };
}
