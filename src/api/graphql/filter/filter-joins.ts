// Filter inputs that join others of their kind.
import type { Filter } from '../../../domain/filter/filter.ts';
import { MAX_FILTER_DEPTH, MAX_FILTER_NODES } from '../../../domain/filter/filter-check.ts';
import { type InputPath, invalid } from '../../../domain/input/check.ts';

/** What is said of the joining fields of every filter. */
export const JOIN_WORDS = {
  and: `All of these must hold, too. A whole filter has at most ${MAX_FILTER_NODES} parts and is nested at most ${MAX_FILTER_DEPTH} deep; several fields beside one another count as a join of theirs.`,
  or: 'One of these must hold, too; of an empty list none does.',
  not: 'This must not hold.',
} as const;

/** A filter input that joins others. */
export interface Joining<Input> {
  readonly and?: readonly Input[] | null;
  readonly or?: readonly Input[] | null;
  readonly not?: Input | null;
}

/** The filter that an input says, undefined when it is absent; `own` gives the parts of its own fields. Throws INVALID as those do. */
export function filterOfInput<Input extends Joining<Input>>(given: Input | null | undefined, own: (given: Input, path: InputPath) => Filter[]): Filter | undefined {
  return given === null || given === undefined ? undefined : joined(given, ['filter'], own);
}

function joined<Input extends Joining<Input>>(given: Input, path: InputPath, own: (given: Input, path: InputPath) => Filter[]): Filter {
  if (path.length > 2 * MAX_FILTER_DEPTH) invalid(path, `a filter must not be nested deeper than ${MAX_FILTER_DEPTH}`);
  const below = (inputs: readonly Input[], key: string) => inputs.map((each, i) => joined(each, [...path, key, String(i)], own));
  const parts: Filter[] = [
    ...own(given, path),
    ...below(given.and ?? [], 'and'),
    ...(given.or === null || given.or === undefined ? [] : [{ kind: 'or' as const, parts: below(given.or, 'or') }]),
    ...(given.not === null || given.not === undefined ? [] : [{ kind: 'not' as const, part: joined(given.not, [...path, 'not'], own) }]),
  ];
  return parts.length === 1 ? parts[0]! : { kind: 'and', parts };
}
