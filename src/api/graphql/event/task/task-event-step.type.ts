// The step that a task's event tells of.
import { Field, Int, ObjectType } from 'type-graphql';
import type { PhaseSection } from '../../../../domain/attempt/phase.ts';
import type { StepKind } from '../../../../domain/steps/step.ts';
import type { StepState } from '../../../../domain/steps/step-record.ts';
import { PhaseSectionEnum } from '../../attempt/phase.enum.ts';
import { StepKindEnum, StepStateEnum } from '../../steps/steps.enum.ts';

/** GraphQL `TaskEventStep`. */
@ObjectType('TaskEventStep', { simpleResolvers: true, description: 'A step as it stood after the event.' })
export class TaskEventStepType {
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

  @Field(() => StepKindEnum, { nullable: true, description: 'What it does; null when the event does not say.' })
  readonly kind!: StepKind | null;

  @Field(() => String, { nullable: true, description: '`<instrument>.<method>` of a call, the kind otherwise; null when the event does not say.' })
  readonly method!: string | null;

  @Field(() => StepStateEnum, { nullable: true, description: 'Where it stands; null when the event only names the place at which the task stands still.' })
  readonly state!: StepState | null;

  @Field(() => String, { nullable: true, description: 'How it failed; may be cut.' })
  readonly error!: string | null;
}
