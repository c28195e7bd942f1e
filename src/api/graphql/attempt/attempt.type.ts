// Attempts as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import type { AttemptOutcome, AttemptState, Failure, Fence } from '../../../domain/attempt/attempt.ts';
import { NodeInterface } from '../node/node.type.ts';
import { connectionType } from '../page/connection.type.ts';
import { DateTimeScalar } from '../scalars.ts';
import { AttemptOutcomeEnum, AttemptStateEnum, FailureEnum, FenceEnum } from './attempt.enum.ts';

/** One try at a task. */
@ObjectType('Attempt', { implements: NodeInterface, simpleResolvers: true, description: 'One try at a task by one runner. Final once it has ended.' })
export class AttemptType extends NodeInterface {
  @Field(() => Int, { name: 'number', simple: false, description: 'Its number among the attempts of its task, from 1, over all generations.' })
  no!: number;

  @Field(() => Int, { description: 'The generation of the task that it belongs to.' })
  generation!: number;

  @Field(() => FenceEnum, { description: 'How it is guarded.' })
  fence!: Fence;

  @Field(() => AttemptStateEnum, { description: 'Where it stands.' })
  state!: AttemptState;

  @Field(() => DateTimeScalar, { description: 'When it was handed out.' })
  claimedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it started; null before.' })
  startedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended; null before.' })
  endedAt!: Date | null;

  @Field(() => AttemptOutcomeEnum, { nullable: true, description: 'How it ended; null before.' })
  outcome!: AttemptOutcome | null;

  @Field(() => FailureEnum, { nullable: true, description: 'What kind of failure it was, if it was one.' })
  failure!: Failure | null;

  @Field(() => Int, { nullable: true, description: 'Exit code of the process; null when there is none.' })
  exitCode!: number | null;

  @Field(() => String, { nullable: true, description: 'Signal that ended the process, for example SIGKILL; null when none did.' })
  signal!: string | null;

  @Field(() => String, { description: 'What the runner or the server says about its end; may be empty.' })
  message!: string;
}

/** A page of attempts. */
export const AttemptConnection = connectionType('Attempt', () => AttemptType);
