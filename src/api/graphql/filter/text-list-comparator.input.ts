// How a filter compares lists of texts, such as tags.
import { Field, InputType } from 'type-graphql';
import type { FieldPath, Filter, ListOp } from '../../../domain/filter/filter.ts';
import { MAX_FILTER_TEXT, MAX_FILTER_VALUES } from '../../../domain/filter/filter-check.ts';
import { type InputPath, listAt, textAt } from '../../../domain/input/check.ts';
import { type Made, givenParts, not } from './comparator-part.ts';

const EACH = `at most ${MAX_FILTER_VALUES}, each of at most ${MAX_FILTER_TEXT} characters`;

/** A comparator of lists of texts. */
@InputType('TextListComparator', { description: 'Compares a list of texts. All given parts must hold. Entries are compared exactly.' })
export class TextListComparatorInput {
  @Field(() => String, { nullable: true, description: `Has this entry, at most ${MAX_FILTER_TEXT} characters.` })
  has?: string | null;

  @Field(() => [String], { nullable: true, description: `Has one of these, ${EACH}. An empty list matches nothing.` })
  hasAny?: string[] | null;

  @Field(() => [String], { nullable: true, description: `Has all of these, ${EACH}.` })
  hasAll?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it has no entries.' })
  isEmpty?: boolean | null;
}

/** What must hold of a field. Throws INVALID, with its place, for texts that cannot be entries. */
export function textListParts(given: TextListComparatorInput | null | undefined, field: FieldPath, path: InputPath): Filter[] {
  return givenParts(given, { field, path, made: MADE });
}

/** What must hold when only the entries are given: all must be there. */
export function allOf(given: readonly string[] | null | undefined, field: FieldPath, path: InputPath): Filter[] {
  return given === null || given === undefined ? [] : [entries('all')(given, field, path)];
}

const entry = (value: unknown, at: InputPath) => textAt(value, at, { max: MAX_FILTER_TEXT });

function entries(op: ListOp): (values: readonly string[], path: FieldPath, at: InputPath) => Filter {
  return (values, path, at) => ({ kind: 'list', path, op, values: listAt(values, at, { max: MAX_FILTER_VALUES, entry }) });
}

const MADE: Made<TextListComparatorInput> = {
  has: (value, path, at) => ({ kind: 'list', path, op: 'elem', values: [entry(value, at)] }),
  hasAny: entries('any'),
  hasAll: entries('all'),
  isEmpty: (isEmpty, path) => (isEmpty ? { kind: 'list', path, op: 'empty', values: [] } : not({ kind: 'list', path, op: 'empty', values: [] })),
};
