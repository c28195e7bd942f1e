// Which projects a list shows.
import { Field, InputType } from 'type-graphql';
import type { Filter } from '../../../domain/filter/filter.ts';
import { MAX_FILTER_TEXT } from '../../../domain/filter/filter-check.ts';
import type { InputPath } from '../../../domain/input/check.ts';
import { DateTimeComparatorInput, filterOfInput, JOIN_WORDS, StringComparatorInput, textParts, timeParts } from '../filter/comparators.ts';

/** All given parts must hold. */
@InputType('ProjectFilter', { description: 'Which projects. All given parts must hold.' })
export class ProjectFilterInput {
  @Field(() => String, { nullable: true, description: `With a path that contains this text, whatever its case; at most ${MAX_FILTER_TEXT} characters.` })
  pathContains?: string | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By path.' })
  path?: StringComparatorInput | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By description.' })
  description?: StringComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they were made.' })
  createdAt?: DateTimeComparatorInput | null;

  @Field(() => [ProjectFilterInput], { nullable: true, description: JOIN_WORDS.and })
  and?: ProjectFilterInput[] | null;

  @Field(() => [ProjectFilterInput], { nullable: true, description: JOIN_WORDS.or })
  or?: ProjectFilterInput[] | null;

  @Field(() => ProjectFilterInput, { nullable: true, description: JOIN_WORDS.not })
  not?: ProjectFilterInput | null;
}

/** The filter that an input says; throws INVALID, with its place, for what cannot be. */
export function projectFilterOf(given: ProjectFilterInput | null | undefined): Filter | undefined {
  return filterOfInput(given, partsOf);
}

function partsOf(given: ProjectFilterInput, path: InputPath): Filter[] {
  return [
    ...textParts({ contains: given.pathContains ?? null }, ['path'], [...path, 'pathContains']),
    ...textParts(given.path, ['path'], [...path, 'path']),
    ...textParts(given.description, ['description'], [...path, 'description']),
    ...timeParts(given.createdAt, ['createdAt'], [...path, 'createdAt']),
  ];
}
