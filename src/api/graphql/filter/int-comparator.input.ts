// How a filter compares whole numbers.
import { Field, InputType, Int } from 'type-graphql';
import type { CompareOp, FieldPath, Filter } from '../../../domain/filter/filter.ts';
import { MAX_FILTER_VALUES } from '../../../domain/filter/filter-check.ts';
import { type InputPath, listAt } from '../../../domain/input/check.ts';
import { type Made, givenParts } from './comparator-part.ts';

/** A comparator of whole numbers. */
@InputType('IntComparator', { description: 'Compares a whole number. All given parts must hold.' })
export class IntComparatorInput {
  @Field(() => Int, { nullable: true, description: 'Exactly this number.' })
  eq?: number | null;

  @Field(() => Int, { nullable: true, description: 'Any but this number.' })
  neq?: number | null;

  @Field(() => [Int], { nullable: true, description: `One of these, at most ${MAX_FILTER_VALUES}. An empty list matches nothing.` })
  in?: number[] | null;

  @Field(() => [Int], { nullable: true, description: `None of these, at most ${MAX_FILTER_VALUES}.` })
  nin?: number[] | null;

  @Field(() => Int, { nullable: true, description: 'Below this number.' })
  lt?: number | null;

  @Field(() => Int, { nullable: true, description: 'At most this number.' })
  lte?: number | null;

  @Field(() => Int, { nullable: true, description: 'Above this number.' })
  gt?: number | null;

  @Field(() => Int, { nullable: true, description: 'At least this number.' })
  gte?: number | null;
}

/** What must hold of a field. Throws INVALID for lists that are too long. */
export function intParts(given: IntComparatorInput | null | undefined, field: FieldPath, path: InputPath): Filter[] {
  return givenParts(given, { field, path, made: MADE });
}

function compared(op: CompareOp): (value: number, path: FieldPath) => Filter {
  return (value, path) => ({ kind: 'compare', path, op, value });
}

function oneOf(op: 'in' | 'nin'): (values: readonly number[], path: FieldPath, at: InputPath) => Filter {
  return (values, path, at) => ({ kind: 'oneOf', path, op, values: listAt(values, at, { max: MAX_FILTER_VALUES, entry: Number }) });
}

const MADE: Made<IntComparatorInput> = {
  eq: compared('eq'), neq: compared('ne'), in: oneOf('in'), nin: oneOf('nin'), lt: compared('lt'), lte: compared('le'), gt: compared('gt'), gte: compared('ge'),
};
