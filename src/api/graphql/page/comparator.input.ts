// Comparators: how a filter compares one field of the rows.
import { type ClassType, Field, InputType } from 'type-graphql';
import { DomainError } from '../../../domain/errors.ts';
import { listAt, optional, textAt } from '../../../domain/input/check.ts';
import { MAX_NAME } from '../../../domain/input/spec-input.ts';
import type { StringEnum } from '../string-enum.ts';

/** Most values of one comparator. */
export const MAX_COMPARED = 100;

/** A comparator of a closed set as resolvers get it; both parts together must hold. */
export interface EnumComparison<Value> {
  readonly eq?: Value | null;
  readonly in?: readonly Value[] | null;
}

/** The comparator input of an enum. */
export function enumComparator<Value extends string>(name: string, values: StringEnum<Value>): ClassType<EnumComparison<Value>> {
  @InputType(`${name}Comparator`, { description: `Compares a ${name}. All given parts must hold.` })
  class ComparatorOf implements EnumComparison<Value> {
    @Field(() => values, { nullable: true, description: 'Exactly this one.' })
    eq?: Value | null;

    @Field(() => [values], { nullable: true, description: `One of these, at most ${MAX_COMPARED}. An empty list matches nothing.` })
    in?: readonly Value[] | null;
  }
  return ComparatorOf;
}

/** The values that satisfy a comparator, or undefined when it says nothing. */
export function comparedValues<Value extends string>(comparison: EnumComparison<Value> | null | undefined, path: readonly string[]): readonly Value[] | undefined {
  const { eq = null, in: list = null } = comparison ?? {};
  if (list !== null && list.length > MAX_COMPARED) throw new DomainError('INVALID', `${path.join('.')}.in: at most ${MAX_COMPARED} values`, { path: [...path, 'in'] });
  if (eq === null) return list === null ? undefined : list.toSorted();
  return list === null || list.includes(eq) ? [eq] : [];
}

/** Texts of a filter, each within the limits of a name; undefined when absent. */
export function comparedTexts(values: readonly string[] | null | undefined, path: readonly string[]): readonly string[] | undefined {
  const entry = (value: unknown, at: readonly string[]) => textAt(value, at, { max: MAX_NAME });
  return optional(values, (list) => listAt(list, path, { max: MAX_COMPARED, entry }).toSorted(), undefined);
}
