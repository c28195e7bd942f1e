// Which tasks a list shows.
import { Field, ID, InputType } from 'type-graphql';
import type { SpecKind } from '../../../domain/task/spec.ts';
import type { TaskStatus } from '../../../domain/task/status.ts';
import type { TaskFilter } from '../../../engine/read/lists.read.ts';
import { optionalId } from '../global-id.ts';
import { type EnumComparison, comparedTexts, comparedValues, enumComparator } from '../page/comparator.input.ts';
import { StringComparatorInput, comparedName } from '../page/string-comparator.input.ts';
import { SpecKindEnum, TaskStatusEnum } from './task.enum.ts';

const StatusComparator = enumComparator('TaskStatus', TaskStatusEnum);
const KindComparator = enumComparator('SpecKind', SpecKindEnum);

/** All given parts must hold. */
@InputType('TaskFilter', { description: 'Which tasks. All given parts must hold.' })
export class TaskFilterInput {
  @Field(() => ID, { nullable: true, description: 'Of this project.' })
  projectId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of this run.' })
  runId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Waiting in this queue, or last having waited there.' })
  queueId?: string | null;

  @Field(() => StatusComparator, { nullable: true, description: 'By status.' })
  status?: EnumComparison<TaskStatus> | null;

  @Field(() => KindComparator, { nullable: true, description: 'By kind of work.' })
  specKind?: EnumComparison<SpecKind> | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By name.' })
  name?: StringComparatorInput | null;

  @Field(() => [String], { nullable: true, description: 'Having all of these tags, at most 100.' })
  tags?: string[] | null;
}

/** The filter in the words of the lists; throws INVALID for what cannot be. */
export function taskFilterOf(given: TaskFilterInput | null | undefined): TaskFilter {
  if (given === null || given === undefined) return {};
  return {
    projectId: optionalId(given.projectId, 'Project', ['filter', 'projectId']),
    runId: optionalId(given.runId, 'Run', ['filter', 'runId']),
    queueId: optionalId(given.queueId, 'Queue', ['filter', 'queueId']),
    statuses: comparedValues(given.status, ['filter', 'status']),
    specKinds: comparedValues(given.specKind, ['filter', 'specKind']),
    name: comparedName(given.name, ['filter', 'name']),
    tags: comparedTexts(given.tags, ['filter', 'tags']),
  };
}
