// The phase that a task's event tells of.
import { Field, Int, ObjectType } from 'type-graphql';
import type { PhaseSection, PhaseState } from '../../../../domain/attempt/phase.ts';
import { PhaseSectionEnum, PhaseStateEnum } from '../../attempt/phase.enum.ts';

/** GraphQL `TaskEventPhase`. */
@ObjectType('TaskEventPhase', { simpleResolvers: true, description: 'A phase as it stood after the event.' })
export class TaskEventPhaseType {
  @Field(() => PhaseSectionEnum, { description: 'The part of the task.' })
  readonly section!: PhaseSection;

  @Field(() => Int, { description: 'Which one of that part, from 0.' })
  readonly index!: number;

  @Field(() => PhaseStateEnum, { description: 'Where the phase stands.' })
  readonly state!: PhaseState;
}
