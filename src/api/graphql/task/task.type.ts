// Tasks as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import type { Hold, HoldPrompt, PauseBoundary } from '../../../domain/task/hold.ts';
import type { RetryPolicy, SpecKind, TaskSpec } from '../../../domain/task/spec.ts';
import type { TaskStatus } from '../../../domain/task/status.ts';
import type { TaskType as TaskKind } from '../../../domain/task/task-type.ts';
import type { Order } from '../../../domain/task/order.ts';
import { NodeInterface } from '../node/node.type.ts';
import { connectionType } from '../page/connection.type.ts';
import { DateTimeScalar } from '../scalars.ts';
import { RetryPolicyType } from './spec/retry-policy.type.ts';
import { HoldPromptType } from './hold-prompt.type.ts';
import { TaskOrderType } from './task-order.type.ts';
import { TaskSpecUnion } from './spec/task-spec.type.ts';
import { HoldEnum, PauseBoundaryEnum, SpecKindEnum, TaskStatusEnum, TaskTypeEnum } from './task.enum.ts';

/** The unit of work. */
@ObjectType('Task', { implements: NodeInterface, simpleResolvers: true, description: 'The unit that is queued, executed, retried and cloned.' })
export class TaskType extends NodeInterface {
  @Field(() => String, { nullable: true, description: 'Its name within the definition of its run; null without a run.' })
  node!: string | null;

  @Field(() => String, { description: 'Its name; need not be unique.' })
  name!: string;

  @Field(() => SpecKindEnum, { description: 'The kind of work.' })
  specKind!: SpecKind;

  @Field(() => TaskSpecUnion, { description: 'What it executes.' })
  spec!: TaskSpec;

  @Field(() => RetryPolicyType, { description: 'What happens when an attempt does not succeed.' })
  retry!: RetryPolicy;

  @Field(() => TaskStatusEnum, { description: 'Where it stands.' })
  status!: TaskStatus;

  @Field(() => String, { description: 'Why it stands there, in short; may be empty.' })
  statusReason!: string;

  @Field(() => String, { description: 'More about it; may be empty.' })
  statusMessage!: string;

  @Field(() => DateTimeScalar, { description: 'When its status last changed.' })
  statusChangedAt!: Date;

  @Field(() => HoldEnum, { description: 'Why it stands still, if it does.' })
  hold!: Hold;

  @Field(() => String, { nullable: true, description: 'What is said about the hold.' })
  holdMessage!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it stands still.' })
  holdSince!: Date | null;

  @Field(() => HoldPromptType, { nullable: true, description: 'What it asks for while it is held for an input.' })
  holdPrompt!: HoldPrompt | null;

  @Field(() => PauseBoundaryEnum, { nullable: true, description: 'After what a pause that was asked for takes effect; null when none was.' })
  pauseAfter!: PauseBoundary | null;

  @Field(() => TaskOrderType, { nullable: true, description: 'What its runner was told to do and has not done yet.' })
  order!: Order | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the order was given.' })
  orderAt!: Date | null;

  @Field(() => Int, { description: 'Grows when it starts over; output and phases belong to a generation.' })
  generation!: number;

  @Field(() => Int, { name: 'attemptCount', simple: false, description: 'Attempts so far, over all generations.' })
  attemptNo!: number;

  @Field(() => Int, { description: 'Attempts lost in a row since a person last enqueued it.' })
  lostCount!: number;

  @Field(() => Int, { description: 'Attempts failed since a person last enqueued it.' })
  failedCount!: number;

  @Field(() => Int, { description: 'Its priority in queues; higher ones come first.' })
  priority!: number;

  @Field(() => [String], { description: 'Its tags.' })
  tags!: readonly string[];

  @Field(() => TaskTypeEnum, { description: 'What kind of experiment it is.' })
  type!: TaskKind;

  @Field(() => [String], { description: 'Tags that programs give and read, such as development and archived.' })
  systemTags!: readonly string[];

  @Field(() => Boolean, { description: 'Whether everybody may read it in the ClearML dialect, and nobody change it.' })
  isPublic!: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was published; null before, and when it was published without a time being written down.' })
  publishedAt!: Date | null;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its present or last attempt started; null before.' })
  startedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended; null before.' })
  endedAt!: Date | null;

  @Field(() => Int, { description: 'Grows with every change.' })
  version!: number;
}

/** A page of tasks. */
export const TaskConnection = connectionType('Task', () => TaskType);
