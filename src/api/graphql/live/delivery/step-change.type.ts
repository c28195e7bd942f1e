// A change of the record of one step.
import { Field, Int, ObjectType } from 'type-graphql';
import type { PhaseSection } from '../../../../domain/attempt/phase.ts';
import type { StepRecord, StepState } from '../../../../domain/steps/step-record.ts';
import type { ListedTask } from '../../../../domain/task/task.ts';
import { PhaseSectionEnum } from '../../attempt/phase.enum.ts';
import { DateTimeScalar } from '../../scalars.ts';
import { StepType } from '../../steps/step.type.ts';
import { StepStateEnum } from '../../steps/steps.enum.ts';
import { TaskType } from '../../task/task.type.ts';

/** GraphQL `StepChange`. */
@ObjectType('StepChange', { simpleResolvers: true, description: 'A step of a task began or ended.' })
export class StepChangeType {
  @Field(() => TaskType, { nullable: true, description: 'The task as it is when this is read, which may be later than the change; null once deleted.' })
  readonly task!: ListedTask | null;

  @Field(() => StepType, { nullable: true, description: 'The record as it is when this is read, which may be later than the change; null once deleted.' })
  readonly step!: StepRecord | null;

  @Field(() => PhaseSectionEnum, { description: 'The part of the task.' })
  readonly section!: PhaseSection;

  @Field(() => Int, { description: 'Which one of that part, from 0.' })
  readonly index!: number;

  @Field(() => String, { description: 'Its place in the section, as in Step.path.' })
  readonly path!: string;

  @Field(() => Int, { description: 'The sample of the batch, from 0.' })
  readonly sample!: number;

  @Field(() => Int, { description: 'The how-manieth time, from 1.' })
  readonly try!: number;

  @Field(() => StepStateEnum, { description: 'Where it stands after the change.' })
  readonly state!: StepState;

  @Field(() => String, { nullable: true, description: 'How it failed; may be cut, the whole text is in the record.' })
  readonly error!: string | null;

  @Field(() => DateTimeScalar, { description: 'When the transaction of the change began.' })
  readonly at!: Date;

  @Field(() => Int, { nullable: true, description: 'Number of the attempt that made the change, from 1.' })
  readonly attemptNo!: number | null;
}
