// Records of steps as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import type { StepKind } from '../../../domain/steps/step.ts';
import type { StepState } from '../../../domain/steps/step-record.ts';
import { NodeInterface } from '../node/node.type.ts';
import { connectionType } from '../page/connection.type.ts';
import { DateTimeScalar, JsonScalar } from '../scalars.ts';
import { StepKindEnum, StepStateEnum } from './steps.enum.ts';

/** The record of one step carried out once. */
@ObjectType('Step', { implements: NodeInterface, simpleResolvers: true, description: 'One time that a step was carried out for one sample. It is on record before the device is called, and again when it has answered.' })
export class StepType extends NodeInterface {
  @Field(() => String, { description: 'Its place in the section with the turns of the loops around it, for example `4.then.0` or `5.body[2].1`.' })
  path!: string;

  @Field(() => Int, { description: 'The sample of the batch, from 0.' })
  sample!: number;

  @Field(() => Int, { description: 'The how-manieth time, from 1 within the generation of the task.' })
  try!: number;

  @Field(() => StepKindEnum, { description: 'What it does.' })
  kind!: StepKind;

  @Field(() => String, { description: '`<instrument>.<method>` of a call; the kind otherwise.' })
  method!: string;

  @Field(() => JsonScalar, { description: 'Its arguments, variables filled in.' })
  args!: unknown;

  @Field(() => StepStateEnum, { description: 'Where it stands.' })
  state!: StepState;

  @Field(() => JsonScalar, { nullable: true, description: 'What it gave; null when nothing.' })
  output!: unknown;

  @Field(() => String, { nullable: true, description: 'How it failed; null when it did not.' })
  error!: string | null;

  @Field(() => Int, { name: 'attemptNumber', simple: false, description: 'Number of the attempt that carried it out.' })
  attemptNo!: number;

  @Field(() => Boolean, { description: 'Whether a retry from an earlier step made it count for nothing.' })
  superseded!: boolean;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  startedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended; null before.' })
  endedAt!: Date | null;
}

/** A page of steps. */
export const StepConnection = connectionType('Step', () => StepType);
