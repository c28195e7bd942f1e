// Which models a list shows.
import { Field, ID, InputType } from 'type-graphql';
import type { Actor } from '../../../domain/access.ts';
import type { Filter } from '../../../domain/filter/filter.ts';
import type { InputPath } from '../../../domain/input/check.ts';
import { allOf, DateTimeComparatorInput, filterOfInput, flagParts, IdComparatorInput, idPart, idParts, JOIN_WORDS, madeBy, StringComparatorInput, textParts, timeParts } from '../filter/comparators.ts';

/** All given parts must hold. */
@InputType('ModelFilter', { description: 'Which models. All given parts must hold.' })
export class ModelFilterInput {
  @Field(() => ID, { nullable: true, description: 'Of this project.' })
  projectId?: string | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By project.' })
  project?: IdComparatorInput | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By the task that made them.' })
  task?: IdComparatorInput | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By the model they were made from.' })
  parent?: IdComparatorInput | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the caller made them.' })
  createdByMe?: boolean | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By name.' })
  name?: StringComparatorInput | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By the address of their file.' })
  uri?: StringComparatorInput | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By what they are for.' })
  framework?: StringComparatorInput | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether they are published.' })
  ready?: boolean | null;

  @Field(() => [String], { nullable: true, description: 'Having all of these tags, at most 100.' })
  tags?: string[] | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they were made.' })
  createdAt?: DateTimeComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they were last changed.' })
  updatedAt?: DateTimeComparatorInput | null;

  @Field(() => [ModelFilterInput], { nullable: true, description: JOIN_WORDS.and })
  and?: ModelFilterInput[] | null;

  @Field(() => [ModelFilterInput], { nullable: true, description: JOIN_WORDS.or })
  or?: ModelFilterInput[] | null;

  @Field(() => ModelFilterInput, { nullable: true, description: JOIN_WORDS.not })
  not?: ModelFilterInput | null;
}

/** The filter that an input says; throws INVALID, with its place, for what cannot be. */
export function modelFilterOf(given: ModelFilterInput | null | undefined, actor: Actor): Filter | undefined {
  return filterOfInput(given, (each, path) => partsOf(each, path, actor));
}

function partsOf(given: ModelFilterInput, path: InputPath, actor: Actor): Filter[] {
  return [
    ...idPart(given.projectId, { field: ['projectId'], type: 'Project' }, [...path, 'projectId']),
    ...idParts(given.project, { field: ['projectId'], type: 'Project' }, [...path, 'project']),
    ...idParts(given.task, { field: ['taskId'], type: 'Task' }, [...path, 'task']),
    ...idParts(given.parent, { field: ['parentId'], type: 'Model' }, [...path, 'parent']),
    ...madeBy(actor, given.createdByMe, ['createdBy']),
    ...textParts(given.name, ['name'], [...path, 'name']),
    ...textParts(given.uri, ['uri'], [...path, 'uri']),
    ...textParts(given.framework, ['framework'], [...path, 'framework']),
    ...flagParts(given.ready, ['ready']),
    ...allOf(given.tags, ['tags'], [...path, 'tags']),
    ...timeParts(given.createdAt, ['createdAt'], [...path, 'createdAt']),
    ...timeParts(given.updatedAt, ['updatedAt'], [...path, 'updatedAt']),
  ];
}
