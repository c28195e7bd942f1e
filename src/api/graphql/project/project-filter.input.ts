// Which projects a list shows.
import { Field, InputType } from 'type-graphql';
import { optional, textAt } from '../../../domain/input/check.ts';
import { MAX_NAME } from '../../../domain/input/spec-input.ts';
import type { ProjectFilter } from '../../../engine/read/lists.read.ts';

/** By path. */
@InputType('ProjectFilter', { description: 'Which projects.' })
export class ProjectFilterInput {
  @Field(() => String, { nullable: true, description: `With a path that contains this text, whatever its case; at most ${MAX_NAME} characters.` })
  pathContains?: string | null;
}

/** The filter in the words of the lists; throws INVALID for what cannot be. */
export function projectFilterOf(given: ProjectFilterInput | null | undefined): ProjectFilter {
  return { pathContains: optional(given?.pathContains, (text) => textAt(text, ['filter', 'pathContains'], { max: MAX_NAME }), undefined) };
}
