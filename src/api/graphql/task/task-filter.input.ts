// Which tasks a list shows.
import { Field, ID, InputType } from 'type-graphql';
import type { Actor } from '../../../domain/access.ts';
import type { Filter } from '../../../domain/filter/filter.ts';
import type { InputPath } from '../../../domain/input/check.ts';
import { allOf, DateTimeComparatorInput, enumComparator, type EnumComparison, filterOfInput, IdComparatorInput, idPart, idParts, IntComparatorInput, intParts, JOIN_WORDS, madeBy, StringComparatorInput, TextListComparatorInput, textListParts, textParts, timeParts, wordParts } from '../filter/comparators.ts';
import { HoldEnum, SpecKindEnum, TaskStatusEnum } from './task.enum.ts';

const StatusComparator = enumComparator('TaskStatus', TaskStatusEnum);
const KindComparator = enumComparator('SpecKind', SpecKindEnum);
const HoldComparator = enumComparator('Hold', HoldEnum);

/** All given parts must hold. */
@InputType('TaskFilter', { description: 'Which tasks. All given parts must hold.' })
export class TaskFilterInput {
  @Field(() => ID, { nullable: true, description: 'Of this project.' })
  projectId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of this run.' })
  runId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Waiting in this queue, or last having waited there.' })
  queueId?: string | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By project.' })
  project?: IdComparatorInput | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By run; tasks that stand alone have none.' })
  run?: IdComparatorInput | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By the queue they wait in or last waited in.' })
  queue?: IdComparatorInput | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By the task they were cloned from.' })
  clonedFrom?: IdComparatorInput | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the caller made them.' })
  createdByMe?: boolean | null;

  @Field(() => StatusComparator, { nullable: true, description: 'By status.' })
  status?: EnumComparison<string> | null;

  @Field(() => KindComparator, { nullable: true, description: 'By kind of work.' })
  specKind?: EnumComparison<string> | null;

  @Field(() => HoldComparator, { nullable: true, description: 'By why they stand still.' })
  hold?: EnumComparison<string> | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By name.' })
  name?: StringComparatorInput | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By their name within the definition of their run.' })
  node?: StringComparatorInput | null;

  @Field(() => [String], { nullable: true, description: 'Having all of these tags, at most 100.' })
  tags?: string[] | null;

  @Field(() => TextListComparatorInput, { nullable: true, description: 'By tags.' })
  tagged?: TextListComparatorInput | null;

  @Field(() => IntComparatorInput, { nullable: true, description: 'By priority.' })
  priority?: IntComparatorInput | null;

  @Field(() => IntComparatorInput, { nullable: true, description: 'By generation: above 1 when they were reset or retried from the start.' })
  generation?: IntComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they were made.' })
  createdAt?: DateTimeComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they were last started.' })
  startedAt?: DateTimeComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they last ended.' })
  endedAt?: DateTimeComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they came to their status.' })
  statusChangedAt?: DateTimeComparatorInput | null;

  @Field(() => [TaskFilterInput], { nullable: true, description: JOIN_WORDS.and })
  and?: TaskFilterInput[] | null;

  @Field(() => [TaskFilterInput], { nullable: true, description: JOIN_WORDS.or })
  or?: TaskFilterInput[] | null;

  @Field(() => TaskFilterInput, { nullable: true, description: JOIN_WORDS.not })
  not?: TaskFilterInput | null;
}

/** The filter that an input says; throws INVALID, with its place, for what cannot be. */
export function taskFilterOf(given: TaskFilterInput | null | undefined, actor: Actor): Filter | undefined {
  return filterOfInput(given, (each, path) => partsOf(each, path, actor));
}

function partsOf(given: TaskFilterInput, path: InputPath, actor: Actor): Filter[] {
  return [
    ...idPart(given.projectId, { field: ['projectId'], type: 'Project' }, [...path, 'projectId']),
    ...idPart(given.runId, { field: ['runId'], type: 'Run' }, [...path, 'runId']),
    ...idPart(given.queueId, { field: ['queueId'], type: 'Queue' }, [...path, 'queueId']),
    ...idParts(given.project, { field: ['projectId'], type: 'Project' }, [...path, 'project']),
    ...idParts(given.run, { field: ['runId'], type: 'Run' }, [...path, 'run']),
    ...idParts(given.queue, { field: ['queueId'], type: 'Queue' }, [...path, 'queue']),
    ...idParts(given.clonedFrom, { field: ['clonedFrom'], type: 'Task' }, [...path, 'clonedFrom']),
    ...madeBy(actor, given.createdByMe, ['createdBy']),
    ...wordParts(given.status, ['status'], [...path, 'status']),
    ...wordParts(given.specKind, ['specKind'], [...path, 'specKind']),
    ...wordParts(given.hold, ['hold'], [...path, 'hold']),
    ...textParts(given.name, ['name'], [...path, 'name']),
    ...textParts(given.node, ['node'], [...path, 'node']),
    ...allOf(given.tags, ['tags'], [...path, 'tags']),
    ...textListParts(given.tagged, ['tags'], [...path, 'tagged']),
    ...intParts(given.priority, ['priority'], [...path, 'priority']),
    ...intParts(given.generation, ['generation'], [...path, 'generation']),
    ...timeParts(given.createdAt, ['createdAt'], [...path, 'createdAt']),
    ...timeParts(given.startedAt, ['startedAt'], [...path, 'startedAt']),
    ...timeParts(given.endedAt, ['endedAt'], [...path, 'endedAt']),
    ...timeParts(given.statusChangedAt, ['statusChangedAt'], [...path, 'statusChangedAt']),
  ];
}
