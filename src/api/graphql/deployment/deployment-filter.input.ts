// Which deployments a list shows.
import { Field, ID, InputType } from 'type-graphql';
import type { Actor } from '../../../domain/access.ts';
import type { Filter } from '../../../domain/filter/filter.ts';
import type { InputPath } from '../../../domain/input/check.ts';
import { DateTimeComparatorInput, filterOfInput, flagParts, IdComparatorInput, idPart, idParts, JOIN_WORDS, madeBy, StringComparatorInput, textParts, timeParts } from '../filter/comparators.ts';

/** All given parts must hold. */
@InputType('DeploymentFilter', { description: 'Which deployments. All given parts must hold.' })
export class DeploymentFilterInput {
  @Field(() => ID, { nullable: true, description: 'Of this project.' })
  projectId?: string | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By project.' })
  project?: IdComparatorInput | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By workflow.' })
  workflow?: IdComparatorInput | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By the queue that their runs wait in.' })
  queue?: IdComparatorInput | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the caller made them.' })
  createdByMe?: boolean | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By name.' })
  name?: StringComparatorInput | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By description.' })
  description?: StringComparatorInput | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether they answer at the root of the server.' })
  isDefault?: boolean | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they were made.' })
  createdAt?: DateTimeComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they were last changed.' })
  updatedAt?: DateTimeComparatorInput | null;

  @Field(() => [DeploymentFilterInput], { nullable: true, description: JOIN_WORDS.and })
  and?: DeploymentFilterInput[] | null;

  @Field(() => [DeploymentFilterInput], { nullable: true, description: JOIN_WORDS.or })
  or?: DeploymentFilterInput[] | null;

  @Field(() => DeploymentFilterInput, { nullable: true, description: JOIN_WORDS.not })
  not?: DeploymentFilterInput | null;
}

/** The filter that an input says; throws INVALID, with its place, for what cannot be. */
export function deploymentFilterOf(given: DeploymentFilterInput | null | undefined, actor: Actor): Filter | undefined {
  return filterOfInput(given, (each, path) => partsOf(each, path, actor));
}

function partsOf(given: DeploymentFilterInput, path: InputPath, actor: Actor): Filter[] {
  return [
    ...idPart(given.projectId, { field: ['projectId'], type: 'Project' }, [...path, 'projectId']),
    ...idParts(given.project, { field: ['projectId'], type: 'Project' }, [...path, 'project']),
    ...idParts(given.workflow, { field: ['workflowId'], type: 'Workflow' }, [...path, 'workflow']),
    ...idParts(given.queue, { field: ['queueId'], type: 'Queue' }, [...path, 'queue']),
    ...madeBy(actor, given.createdByMe, ['createdBy']),
    ...textParts(given.name, ['name'], [...path, 'name']),
    ...textParts(given.description, ['description'], [...path, 'description']),
    ...flagParts(given.isDefault, ['isDefault']),
    ...timeParts(given.createdAt, ['createdAt'], [...path, 'createdAt']),
    ...timeParts(given.updatedAt, ['updatedAt'], [...path, 'updatedAt']),
  ];
}
