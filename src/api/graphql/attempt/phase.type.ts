// Phases as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import type { PhaseSection, PhaseState } from '../../../domain/attempt/phase.ts';
import { NodeInterface } from '../node/node.type.ts';
import { connectionType } from '../page/connection.type.ts';
import { DateTimeScalar } from '../scalars.ts';
import { PhaseSectionEnum, PhaseStateEnum } from './phase.enum.ts';

/** A phase of a task. */
@ObjectType('Phase', { implements: NodeInterface, simpleResolvers: true, description: 'A part of a task; attempts of one generation share it.' })
export class PhaseType extends NodeInterface {
  @Field(() => Int, { description: 'The generation of the task that it belongs to.' })
  generation!: number;

  @Field(() => PhaseSectionEnum, { description: 'Which part it is.' })
  section!: PhaseSection;

  @Field(() => Int, { description: 'Its number within the section, from 0.' })
  index!: number;

  @Field(() => PhaseStateEnum, { description: 'Where it stands.' })
  state!: PhaseState;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  startedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended; null before.' })
  endedAt!: Date | null;
}

/** A page of phases. */
export const PhaseConnection = connectionType('Phase', () => PhaseType);
