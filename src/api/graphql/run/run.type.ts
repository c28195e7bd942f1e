// Runs as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import type { WorkflowDefinition } from '../../../domain/run/definition.ts';
import type { Run, RunKind, RunStatus } from '../../../domain/run/run.ts';
import { NodeInterface } from '../node/node.type.ts';
import { connectionType } from '../page/connection.type.ts';
import { DateTimeScalar, JsonScalar } from '../scalars.ts';
import { DefinitionType } from '../workflow/definition.type.ts';
import { DeactivationEnum, RunKindEnum, RunStatusEnum } from './run.enum.ts';

/** One activation of a definition. */
@ObjectType('Run', { implements: NodeInterface, simpleResolvers: true, description: 'One activation of a definition. It owns tasks and keeps a snapshot of what it ran.' })
export class RunType extends NodeInterface {
  @Field(() => String, { description: 'Its name; need not be unique.' })
  name!: string;

  @Field(() => DefinitionType, { description: 'The definition as it was when the run was made.' })
  definition!: WorkflowDefinition;

  @Field(() => JsonScalar, { description: 'The inputs it was given, an object.' })
  inputs!: Run['inputs'];

  @Field(() => Int, { description: 'Priority of its tasks in their queues.' })
  priority!: number;

  @Field(() => Boolean, { description: 'Whether its tasks enter their queues by themselves once what they need has succeeded.' })
  enqueued!: boolean;

  @Field(() => RunKindEnum, { description: 'What made it.' })
  kind!: RunKind;

  @Field(() => Boolean, { description: 'Whether it is paused: nothing more of it starts until it is resumed.' })
  paused!: boolean;

  @Field(() => RunStatusEnum, { description: 'Where it stands.' })
  status!: RunStatus;

  @Field(() => DeactivationEnum, { nullable: true, description: 'How it was ended as a whole; null when it was not.' })
  deactivated!: Run['deactivated'];

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was ended as a whole.' })
  deactivatedAt!: Date | null;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the first of its tasks started; null before.' })
  startedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended; null before, and again when something of it is retried.' })
  endedAt!: Date | null;

  @Field(() => Int, { description: 'Grows with every change of the run itself.' })
  version!: number;
}

/** A page of runs. */
export const RunConnection = connectionType('Run', () => RunType);
