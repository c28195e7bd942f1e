// A list with operators as a condition on its field.
import { EVERYTHING, type Filter } from '../../../../domain/filter/filter.ts';
import { type ListGroup, readList } from './list-operators.ts';
import { NestedList } from './nested-list.ts';
import type { QueryField } from './query-field.ts';
import { hasAll, hasAny, isEmpty, not } from './value-condition.ts';

/** What a value stands for. */
type FamilyOf = (value: string) => readonly string[];

/** The condition; an empty list is none. Throws VALIDATION and FIELD_VALUES. */
export function listCondition(name: string, field: QueryField, given: unknown): Filter {
  const [values, familyOf]: [unknown, FamilyOf] = given instanceof NestedList ? [given.values, (value) => given.familyOf(value)] : [given, (value) => [value]];
  const { groups, joint, orEmpty } = readList(name, values);
  const parts = groups.map((group) => groupCondition(field, group, familyOf));
  if (!orEmpty) return parts.length === 0 ? EVERYTHING : joined(joint, parts);
  return parts.length === 0 ? isEmpty(field) : { kind: 'or', parts: [joined(joint, parts), isEmpty(field)] };
}

function groupCondition(field: QueryField, { mode, ...group }: ListGroup, familyOf: FamilyOf): Filter {
  const [include, exclude] = [group.include.map(familyOf), group.exclude.map(familyOf)];
  if (mode === 'ANY') return joined('OR', [...(include.length === 0 ? [] : [hasAny(field, include.flat())]), ...(exclude.length === 0 ? [] : [not(hasEach(field, exclude))])]);
  const has = include.length === 0 ? [] : [mode === 'ALL' ? hasEach(field, include) : hasAny(field, include.flat())];
  return joined('AND', [...has, ...(exclude.length === 0 ? [] : [not(hasAny(field, exclude.flat()))])]);
}

// Of each family one. Values that stand for themselves alone are one comparison, however many there are.
function hasEach(field: QueryField, families: readonly (readonly string[])[]): Filter {
  const alone = families.filter((family) => family.length === 1).flat();
  const larger = families.filter((family) => family.length > 1).map((family) => hasAny(field, family));
  return joined('AND', [...(alone.length === 0 ? [] : [hasAll(field, alone)]), ...larger]);
}

function joined(joint: 'AND' | 'OR', parts: readonly Filter[]): Filter {
  return parts.length === 1 ? parts[0]! : { kind: joint === 'AND' ? 'and' : 'or', parts };
}
