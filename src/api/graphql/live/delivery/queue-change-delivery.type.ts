// Messages of `Subscription.queueChanges`.
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Queue, QueueState } from '../../../../domain/queue/queue.ts';
import type { ListedTask } from '../../../../domain/task/task.ts';
import { QueueStateEnum } from '../../queue/queue.enum.ts';
import { QueueType } from '../../queue/queue.type.ts';
import { BigIntScalar, DateTimeScalar } from '../../scalars.ts';
import { TaskType } from '../../task/task.type.ts';
import { DeliveryInterface } from './delivery.type.ts';
import { type QueueChangeKind, QueueChangeKindEnum } from './queue-change-kind.enum.ts';

/** GraphQL `QueueChangeDelivery`. */
@ObjectType('QueueChangeDelivery', { implements: DeliveryInterface, simpleResolvers: true, description: 'A change of a queue, or the sign that the past is over.' })
export class QueueChangeDeliveryType extends DeliveryInterface {
  @Field(() => QueueChangeKindEnum, { nullable: true, description: 'What happened; null in the caughtUp message.' })
  readonly kind!: QueueChangeKind | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the transaction of the change began.' })
  readonly at!: Date | null;

  @Field(() => QueueType, { nullable: true, description: 'The queue as it is when this is read, which may be later than the change.' })
  readonly queue!: Queue | null;

  @Field(() => TaskType, { nullable: true, description: 'The task that entered, left, moved or was renamed, as it is when this is read; null when it was a barrier or the queue itself.' })
  readonly task!: ListedTask | null;

  @Field(() => ID, { nullable: true, description: 'Id of the queue item; null when the queue itself changed, and when a task left.' })
  readonly itemId!: string | null;

  @Field(() => Boolean, { description: 'Whether it was a barrier that entered, left, moved or was renamed.' })
  readonly isBarrier!: boolean;

  @Field(() => String, { nullable: true, description: 'The name shown in the queue; null when it is that of the task.' })
  readonly displayName!: string | null;

  @Field(() => Int, { nullable: true, description: 'Priority of the new place; null when the task left.' })
  readonly priority!: number | null;

  @Field(() => BigIntScalar, { nullable: true, description: 'Order of the new place within its priority, lowest first; null when the task left.' })
  readonly rank!: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Not handed out before this time; null when there is nothing to wait for.' })
  readonly notBefore!: Date | null;

  @Field(() => QueueStateEnum, { nullable: true, description: 'State of the queue after a change of itself.' })
  readonly state!: QueueState | null;

  @Field(() => QueueStateEnum, { nullable: true, description: 'State of the queue before a change of itself.' })
  readonly previousState!: QueueState | null;
}
