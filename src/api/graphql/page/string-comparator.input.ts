// How a filter compares names and other texts.
import { Field, InputType } from 'type-graphql';
import { optional, textAt } from '../../../domain/input/check.ts';
import { MAX_NAME } from '../../../domain/input/spec-input.ts';

/** A comparator of texts. */
@InputType('StringComparator', { description: 'Compares a text. All given parts must hold.' })
export class StringComparatorInput {
  @Field(() => String, { nullable: true, description: `Exactly this text, at most ${MAX_NAME} characters.` })
  eq?: string | null;

  @Field(() => String, { nullable: true, description: `Contains this text, whatever its case; at most ${MAX_NAME} characters.` })
  contains?: string | null;
}

/** The comparison in the words of the lists. Throws INVALID for texts that PostgreSQL could not take. */
export function comparedName(given: StringComparatorInput | null | undefined, path: readonly string[]): { eq?: string; contains?: string } | undefined {
  if (given === null || given === undefined) return undefined;
  const text = (key: 'eq' | 'contains') => optional(given[key], (value) => ({ [key]: textAt(value, [...path, key], { max: MAX_NAME }) }), {});
  return { ...text('eq'), ...text('contains') };
}
