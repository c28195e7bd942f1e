// How a filter compares ids of other rows.
import { Field, ID, InputType } from 'type-graphql';
import type { FieldPath, Filter } from '../../../domain/filter/filter.ts';
import { MAX_FILTER_VALUES } from '../../../domain/filter/filter-check.ts';
import { type InputPath, listAt } from '../../../domain/input/check.ts';
import { fromGlobalId, type NodeType } from '../global-id.ts';
import { existence, givenParts, not } from './comparator-part.ts';

/** A comparator of ids. */
@InputType('IdComparator', { description: 'Compares what a row refers to, by id. All given parts must hold. A row that refers to nothing satisfies neq, nin and isNull only.' })
export class IdComparatorInput {
  @Field(() => ID, { nullable: true, description: 'Exactly this one.' })
  eq?: string | null;

  @Field(() => ID, { nullable: true, description: 'Any but this one.' })
  neq?: string | null;

  @Field(() => [ID], { nullable: true, description: `One of these, at most ${MAX_FILTER_VALUES}. An empty list matches nothing.` })
  in?: string[] | null;

  @Field(() => [ID], { nullable: true, description: `None of these, at most ${MAX_FILTER_VALUES}.` })
  nin?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it refers to nothing.' })
  isNull?: boolean | null;
}

/** A field that holds ids of one type. */
export interface IdField {
  readonly field: FieldPath;
  readonly type: NodeType;
}

/** What must hold of a field. Throws INVALID, with its place, for what is no id or one of another type. */
export function idParts(given: IdComparatorInput | null | undefined, { field, type }: IdField, path: InputPath): Filter[] {
  const id = (value: string, at: InputPath): Filter => ({ kind: 'compare', path: field, op: 'eq', value: fromGlobalId(value, type, at) });
  const entry = (value: unknown, at: InputPath) => fromGlobalId(value as string, type, at);
  const oneOf = (op: 'in' | 'nin', values: readonly string[], at: InputPath): Filter => ({ kind: 'oneOf', path: field, op, values: listAt(values, at, { max: MAX_FILTER_VALUES, entry }) });
  return givenParts(given, {
    field, path,
    made: {
      eq: (value, _, at) => id(value, at),
      neq: (value, _, at) => not(id(value, at)),
      in: (values, _, at) => oneOf('in', values, at),
      nin: (values, _, at) => oneOf('nin', values, at),
      isNull: existence,
    },
  });
}

/** What must hold when only the id itself is given. */
export function idPart(given: string | null | undefined, { field, type }: IdField, path: InputPath): Filter[] {
  return given === null || given === undefined ? [] : [{ kind: 'compare', path: field, op: 'eq', value: fromGlobalId(given, type, path) }];
}
