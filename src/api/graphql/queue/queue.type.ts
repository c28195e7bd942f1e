// Queues as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import type { QueueState } from '../../../domain/queue/queue.ts';
import type { SpecKind } from '../../../domain/task/spec.ts';
import { NodeInterface } from '../node/node.type.ts';
import { connectionType } from '../page/connection.type.ts';
import { DateTimeScalar } from '../scalars.ts';
import { SpecKindEnum } from '../task/task.enum.ts';
import { QueueStateEnum } from './queue.enum.ts';

/** A line of waiting work. */
@ObjectType('Queue', { implements: NodeInterface, simpleResolvers: true, description: 'An ordered, pausable line of tasks that wait to be executed.' })
export class QueueType extends NodeInterface {
  @Field(() => String, { description: 'Its name, unique.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The name shown to people; null when it is the name itself.' })
  displayName!: string | null;

  @Field(() => QueueStateEnum, { description: 'Whether it hands out and accepts.' })
  state!: QueueState;

  @Field(() => [SpecKindEnum], { description: 'The kinds of work it accepts.' })
  accepts!: readonly SpecKind[];

  @Field(() => Int, { nullable: true, description: 'Most tasks of it that run at the same time; null = as many as runners take.' })
  maxRunning!: number | null;

  @Field(() => [String], { description: 'Its tags, in alphabetical order.' })
  tags!: readonly string[];

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;
}

/** A page of queues. */
export const QueueConnection = connectionType('Queue', () => QueueType);
