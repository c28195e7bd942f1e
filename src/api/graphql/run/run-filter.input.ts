// Which runs a list shows.
import { Field, ID, InputType } from 'type-graphql';
import type { Actor } from '../../../domain/access.ts';
import type { Filter } from '../../../domain/filter/filter.ts';
import type { InputPath } from '../../../domain/input/check.ts';
import { DateTimeComparatorInput, enumComparator, type EnumComparison, filterOfInput, flagParts, IdComparatorInput, idPart, idParts, IntComparatorInput, intParts, JOIN_WORDS, madeBy, StringComparatorInput, textParts, timeParts, wordParts } from '../filter/comparators.ts';
import { RunStatusEnum } from './run.enum.ts';

const StatusComparator = enumComparator('RunStatus', RunStatusEnum);

/** All given parts must hold. */
@InputType('RunFilter', { description: 'Which runs. All given parts must hold.' })
export class RunFilterInput {
  @Field(() => ID, { nullable: true, description: 'Of this project.' })
  projectId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of this workflow.' })
  workflowId?: string | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By project.' })
  project?: IdComparatorInput | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By workflow; runs of a definition of their own have none.' })
  workflow?: IdComparatorInput | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By the deployment they were called by; others have none.' })
  deployment?: IdComparatorInput | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By the queue their tasks go to.' })
  queue?: IdComparatorInput | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By the run they were cloned from.' })
  clonedFrom?: IdComparatorInput | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the caller made them.' })
  createdByMe?: boolean | null;

  @Field(() => StatusComparator, { nullable: true, description: 'By status.' })
  status?: EnumComparison<string> | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By name.' })
  name?: StringComparatorInput | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether they are paused.' })
  paused?: boolean | null;

  @Field(() => IntComparatorInput, { nullable: true, description: 'By priority.' })
  priority?: IntComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they were made.' })
  createdAt?: DateTimeComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they were started.' })
  startedAt?: DateTimeComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they ended.' })
  endedAt?: DateTimeComparatorInput | null;

  @Field(() => [RunFilterInput], { nullable: true, description: JOIN_WORDS.and })
  and?: RunFilterInput[] | null;

  @Field(() => [RunFilterInput], { nullable: true, description: JOIN_WORDS.or })
  or?: RunFilterInput[] | null;

  @Field(() => RunFilterInput, { nullable: true, description: JOIN_WORDS.not })
  not?: RunFilterInput | null;
}

/** The filter that an input says; throws INVALID, with its place, for what cannot be. */
export function runFilterOf(given: RunFilterInput | null | undefined, actor: Actor): Filter | undefined {
  return filterOfInput(given, (each, path) => partsOf(each, path, actor));
}

function partsOf(given: RunFilterInput, path: InputPath, actor: Actor): Filter[] {
  return [
    ...idPart(given.projectId, { field: ['projectId'], type: 'Project' }, [...path, 'projectId']),
    ...idPart(given.workflowId, { field: ['workflowId'], type: 'Workflow' }, [...path, 'workflowId']),
    ...idParts(given.project, { field: ['projectId'], type: 'Project' }, [...path, 'project']),
    ...idParts(given.workflow, { field: ['workflowId'], type: 'Workflow' }, [...path, 'workflow']),
    ...idParts(given.deployment, { field: ['deploymentId'], type: 'Deployment' }, [...path, 'deployment']),
    ...idParts(given.queue, { field: ['queueId'], type: 'Queue' }, [...path, 'queue']),
    ...idParts(given.clonedFrom, { field: ['clonedFrom'], type: 'Run' }, [...path, 'clonedFrom']),
    ...madeBy(actor, given.createdByMe, ['createdBy']),
    ...wordParts(given.status, ['status'], [...path, 'status']),
    ...textParts(given.name, ['name'], [...path, 'name']),
    ...flagParts(given.paused, ['paused']),
    ...intParts(given.priority, ['priority'], [...path, 'priority']),
    ...timeParts(given.createdAt, ['createdAt'], [...path, 'createdAt']),
    ...timeParts(given.startedAt, ['startedAt'], [...path, 'startedAt']),
    ...timeParts(given.endedAt, ['endedAt'], [...path, 'endedAt']),
  ];
}
