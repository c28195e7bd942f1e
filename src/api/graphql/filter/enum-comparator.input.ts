// How a filter compares members of closed sets.
import { type ClassType, Field, InputType } from 'type-graphql';
import type { FieldPath, Filter } from '../../../domain/filter/filter.ts';
import { MAX_FILTER_VALUES } from '../../../domain/filter/filter-check.ts';
import { type InputPath, listAt } from '../../../domain/input/check.ts';
import type { StringEnum } from '../string-enum.ts';
import { type Made, givenParts, not } from './comparator-part.ts';

/** A comparator of a closed set as resolvers get it; all parts must hold. */
export interface EnumComparison<Value> {
  readonly eq?: Value | null;
  readonly neq?: Value | null;
  readonly in?: readonly Value[] | null;
  readonly nin?: readonly Value[] | null;
}

/** The comparator input of an enum. */
export function enumComparator<Value extends string>(name: string, values: StringEnum<Value>): ClassType<EnumComparison<Value>> {
  @InputType(`${name}Comparator`, { description: `Compares a ${name}. All given parts must hold.` })
  class ComparatorOf implements EnumComparison<Value> {
    @Field(() => values, { nullable: true, description: 'Exactly this one.' })
    eq?: Value | null;

    @Field(() => values, { nullable: true, description: 'Any but this one.' })
    neq?: Value | null;

    @Field(() => [values], { nullable: true, description: `One of these, at most ${MAX_FILTER_VALUES}. An empty list matches nothing.` })
    in?: readonly Value[] | null;

    @Field(() => [values], { nullable: true, description: `None of these, at most ${MAX_FILTER_VALUES}.` })
    nin?: readonly Value[] | null;
  }
  return ComparatorOf;
}

/** What must hold of a field. Throws INVALID for lists that are too long. */
export function wordParts(given: EnumComparison<string> | null | undefined, field: FieldPath, path: InputPath): Filter[] {
  return givenParts(given, { field, path, made: MADE });
}

// GraphQL has let no other words pass.
const words = (values: readonly string[], at: InputPath) => listAt(values, at, { max: MAX_FILTER_VALUES, entry: String });

const MADE: Made<EnumComparison<string>> = {
  eq: (value, path) => ({ kind: 'compare', path, op: 'eq', value }),
  neq: (value, path) => not({ kind: 'compare', path, op: 'eq', value }),
  in: (values, path, at) => ({ kind: 'oneOf', path, op: 'in', values: words(values, at) }),
  nin: (values, path, at) => ({ kind: 'oneOf', path, op: 'nin', values: words(values, at) }),
};
