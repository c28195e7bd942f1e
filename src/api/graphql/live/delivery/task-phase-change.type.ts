// A change of one phase of a task.
import { Field, Int, ObjectType } from 'type-graphql';
import type { PhaseRecord, PhaseSection, PhaseState } from '../../../../domain/attempt/phase.ts';
import type { ListedTask } from '../../../../domain/task/task.ts';
import { PhaseSectionEnum, PhaseStateEnum } from '../../attempt/phase.enum.ts';
import { PhaseType } from '../../attempt/phase.type.ts';
import { DateTimeScalar } from '../../scalars.ts';
import { TaskType } from '../../task/task.type.ts';

/** GraphQL `TaskPhaseChange`. */
@ObjectType('TaskPhaseChange', { simpleResolvers: true, description: 'A phase of a task began or ended.' })
export class TaskPhaseChangeType {
  @Field(() => TaskType, { nullable: true, description: 'The task as it is when this is read, which may be later than the change; null once deleted.' })
  readonly task!: ListedTask | null;

  @Field(() => PhaseType, { nullable: true, description: 'The phase as it is when this is read; null once deleted.' })
  readonly phase!: PhaseRecord | null;

  @Field(() => PhaseSectionEnum, { description: 'The part of the task. A command task has one phase, MAIN 0.' })
  readonly section!: PhaseSection;

  @Field(() => Int, { description: 'Which one of that part, from 0.' })
  readonly index!: number;

  @Field(() => String, { nullable: true, description: 'The algorithm of a node of a graph; null for all other phases.' })
  readonly algorithm!: string | null;

  @Field(() => PhaseStateEnum, { description: 'Where the phase stands after the change.' })
  readonly state!: PhaseState;

  @Field(() => DateTimeScalar, { description: 'When the transaction of the change began.' })
  readonly at!: Date;

  @Field(() => Int, { nullable: true, description: 'Number of the attempt that made the change, from 1.' })
  readonly attemptNo!: number | null;
}
