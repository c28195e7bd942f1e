// How a filter compares names and other texts.
import { Field, InputType } from 'type-graphql';
import type { FieldPath, Filter, FilterLeaf } from '../../../domain/filter/filter.ts';
import { MAX_FILTER_TEXT, MAX_FILTER_VALUES } from '../../../domain/filter/filter-check.ts';
import { MAX_PATTERN, parsePattern } from '../../../domain/filter/text-pattern.ts';
import { type InputPath, listAt, textAt } from '../../../domain/input/check.ts';
import { type Made, givenParts, existence, not } from './comparator-part.ts';

const LENGTH = `at most ${MAX_FILTER_TEXT} characters`;
const SEARCHED = 'No index serves it: beside other conditions it is quick, alone it looks at every row and is given up with LIMIT_EXCEEDED after a few seconds.';
const PATTERN = `A regular expression, found anywhere in the text: characters, . [a-z] \\d \\w \\s ( ) | ^ $ * + ? {2,5}; at most ${MAX_PATTERN} characters, no back references or look-around. ${SEARCHED}`;

/** A comparator of texts. */
@InputType('StringComparator', { description: 'Compares a text. All given parts must hold. A text that is absent satisfies neq, nin, neqIgnoreCase and isNull only.' })
export class StringComparatorInput {
  @Field(() => String, { nullable: true, description: `Exactly this text, ${LENGTH}.` })
  eq?: string | null;

  @Field(() => String, { nullable: true, description: `Not this text, ${LENGTH}.` })
  neq?: string | null;

  @Field(() => [String], { nullable: true, description: `One of these, at most ${MAX_FILTER_VALUES}, each of ${LENGTH}. An empty list matches nothing.` })
  in?: string[] | null;

  @Field(() => [String], { nullable: true, description: `None of these, at most ${MAX_FILTER_VALUES}, each of ${LENGTH}.` })
  nin?: string[] | null;

  @Field(() => String, { nullable: true, description: `Contains this text, whatever its case; ${LENGTH}. ${SEARCHED}` })
  contains?: string | null;

  @Field(() => String, { nullable: true, description: 'The same as contains, by the name that the other forms without case have.' })
  containsIgnoreCase?: string | null;

  @Field(() => String, { nullable: true, description: `Begins with this text, ${LENGTH}.` })
  startsWith?: string | null;

  @Field(() => String, { nullable: true, description: `Begins with this text, whatever its case; ${LENGTH}.` })
  startsWithIgnoreCase?: string | null;

  @Field(() => String, { nullable: true, description: `Ends with this text, ${LENGTH}. ${SEARCHED}` })
  endsWith?: string | null;

  @Field(() => String, { nullable: true, description: `Ends with this text, whatever its case; ${LENGTH}. ${SEARCHED}` })
  endsWithIgnoreCase?: string | null;

  @Field(() => String, { nullable: true, description: `This text, whatever its case; ${LENGTH}.` })
  eqIgnoreCase?: string | null;

  @Field(() => String, { nullable: true, description: `Not this text, whatever its case; ${LENGTH}.` })
  neqIgnoreCase?: string | null;

  @Field(() => String, { nullable: true, description: PATTERN })
  matches?: string | null;

  @Field(() => String, { nullable: true, description: `As matches, whatever the case. ${SEARCHED}` })
  matchesIgnoreCase?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is absent.' })
  isNull?: boolean | null;
}

/** What must hold of a field. Throws INVALID, with its place, for texts that PostgreSQL could not take and patterns that are none. */
export function textParts(given: StringComparatorInput | null | undefined, field: FieldPath, path: InputPath): Filter[] {
  return givenParts(given, { field, path, made: MADE });
}

const text = (value: unknown, at: InputPath) => textAt(value, at, { max: MAX_FILTER_TEXT });
const texts = (value: unknown, at: InputPath) => listAt(value, at, { max: MAX_FILTER_VALUES, entry: text });

function equal(value: unknown, path: FieldPath, at: InputPath): FilterLeaf {
  return { kind: 'compare', path, op: 'eq', value: text(value, at) };
}

function found(op: 'contains' | 'startsWith' | 'endsWith', ignoreCase: boolean): (value: unknown, path: FieldPath, at: InputPath) => Filter {
  return (value, path, at) => ({ kind: 'text', path, op, value: text(value, at), ignoreCase });
}

function matching(ignoreCase: boolean): (value: unknown, path: FieldPath, at: InputPath) => Filter {
  return (value, path, at) => {
    const pattern = textAt(value, at, { max: MAX_PATTERN });
    parsePattern(pattern, at);
    return { kind: 'regex', path, pattern, ignoreCase };
  };
}

const MADE: Made<StringComparatorInput> = {
  eq: equal,
  neq: (value, path, at) => not(equal(value, path, at)),
  in: (value, path, at) => ({ kind: 'oneOf', path, op: 'in', values: texts(value, at) }),
  nin: (value, path, at) => ({ kind: 'oneOf', path, op: 'nin', values: texts(value, at) }),
  contains: found('contains', true),
  containsIgnoreCase: found('contains', true),
  startsWith: found('startsWith', false),
  startsWithIgnoreCase: found('startsWith', true),
  endsWith: found('endsWith', false),
  endsWithIgnoreCase: found('endsWith', true),
  eqIgnoreCase: (value, path, at) => ({ ...equal(value, path, at), ignoreCase: true }) as FilterLeaf,
  neqIgnoreCase: (value, path, at) => not({ ...equal(value, path, at), ignoreCase: true } as FilterLeaf),
  matches: matching(false),
  matchesIgnoreCase: matching(true),
  isNull: existence,
};
