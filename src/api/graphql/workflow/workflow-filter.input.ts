// Which workflows a list shows.
import { Field, ID, InputType } from 'type-graphql';
import type { Actor } from '../../../domain/access.ts';
import type { Filter } from '../../../domain/filter/filter.ts';
import type { InputPath } from '../../../domain/input/check.ts';
import { DateTimeComparatorInput, filterOfInput, IdComparatorInput, idPart, idParts, JOIN_WORDS, madeBy, StringComparatorInput, textParts, timeParts } from '../filter/comparators.ts';

/** All given parts must hold. */
@InputType('WorkflowFilter', { description: 'Which workflows. All given parts must hold.' })
export class WorkflowFilterInput {
  @Field(() => ID, { nullable: true, description: 'Of this project.' })
  projectId?: string | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By project.' })
  project?: IdComparatorInput | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the caller made them.' })
  createdByMe?: boolean | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By name.' })
  name?: StringComparatorInput | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By description.' })
  description?: StringComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they were made.' })
  createdAt?: DateTimeComparatorInput | null;

  @Field(() => [WorkflowFilterInput], { nullable: true, description: JOIN_WORDS.and })
  and?: WorkflowFilterInput[] | null;

  @Field(() => [WorkflowFilterInput], { nullable: true, description: JOIN_WORDS.or })
  or?: WorkflowFilterInput[] | null;

  @Field(() => WorkflowFilterInput, { nullable: true, description: JOIN_WORDS.not })
  not?: WorkflowFilterInput | null;
}

/** The filter that an input says; throws INVALID, with its place, for what cannot be. */
export function workflowFilterOf(given: WorkflowFilterInput | null | undefined, actor: Actor): Filter | undefined {
  return filterOfInput(given, (each, path) => partsOf(each, path, actor));
}

function partsOf(given: WorkflowFilterInput, path: InputPath, actor: Actor): Filter[] {
  return [
    ...idPart(given.projectId, { field: ['projectId'], type: 'Project' }, [...path, 'projectId']),
    ...idParts(given.project, { field: ['projectId'], type: 'Project' }, [...path, 'project']),
    ...madeBy(actor, given.createdByMe, ['createdBy']),
    ...textParts(given.name, ['name'], [...path, 'name']),
    ...textParts(given.description, ['description'], [...path, 'description']),
    ...timeParts(given.createdAt, ['createdAt'], [...path, 'createdAt']),
  ];
}
