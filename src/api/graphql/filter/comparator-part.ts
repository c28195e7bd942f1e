// Comparators as parts of a filter: one part for each of their members that is given.
import type { FieldPath, Filter } from '../../../domain/filter/filter.ts';
import type { InputPath } from '../../../domain/input/check.ts';

/** What each member of a comparator means: the value, the field, and the place of the value in the input. */
export type Made<Input> = { readonly [member in keyof Input]-?: (value: NonNullable<Input[member]>, field: FieldPath, at: InputPath) => Filter };

/** The parts of a comparator; members that are null or absent say nothing. */
export function givenParts<Input extends object>(given: Input | null | undefined, options: { field: FieldPath; path: InputPath; made: Made<Input> }): Filter[] {
  if (given === null || given === undefined) return [];
  const { field, path, made } = options;
  return (Object.keys(made) as (keyof Input & string)[]).flatMap((member) => {
    const value = given[member];
    return value === null || value === undefined ? [] : [made[member](value, field, [...path, member])];
  });
}

/** The opposite. */
export function not(part: Filter): Filter {
  return { kind: 'not', part };
}

/** Whether the field is absent. */
export function existence(isNull: boolean, path: FieldPath): Filter {
  return isNull ? not({ kind: 'exists', path }) : { kind: 'exists', path };
}
