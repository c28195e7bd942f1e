// Yes or no as parts of a filter.
import type { Actor } from '../../../domain/access.ts';
import type { FieldPath, Filter } from '../../../domain/filter/filter.ts';

/** What must hold of a flag. */
export function flagParts(given: boolean | null | undefined, path: FieldPath): Filter[] {
  return given === null || given === undefined ? [] : [{ kind: 'compare', path, op: 'eq', value: given }];
}

/** Whether the field names the caller. */
export function madeBy(actor: Actor, given: boolean | null | undefined, path: FieldPath): Filter[] {
  return given === null || given === undefined ? [] : [{ kind: 'compare', path, op: given ? 'eq' : 'ne', value: actor.userId }];
}
