// Events of queues themselves and of their barriers; what enters and leaves them is told by events of tasks.
import { Field, Int, ObjectType } from 'type-graphql';
import type { QueueState } from '../../../../domain/queue/queue.ts';
import type { SpecKind } from '../../../../domain/task/spec.ts';
import { QueueStateEnum } from '../../queue/queue.enum.ts';
import { SpecKindEnum } from '../../task/task.enum.ts';
import { EventInterface } from '../event.type.ts';
import { TaskEventItemType } from '../task/task-event-item.type.ts';

/** GraphQL `QueueEvent`. */
@ObjectType('QueueEvent', { implements: EventInterface, simpleResolvers: true, description: 'A queue was created, opened, paused, set to drain or changed, or a barrier in it was. Fields that the change did not touch are null.' })
export class QueueEventType extends EventInterface {
  @Field(() => QueueStateEnum, { nullable: true, description: 'State after the change.' })
  readonly state!: QueueState | null;

  @Field(() => QueueStateEnum, { nullable: true, description: 'State before the change; null for a new queue.' })
  readonly previousState!: QueueState | null;

  @Field(() => String, { nullable: true, description: 'Name of the queue at the time; null in events of barriers.' })
  readonly name!: string | null;

  @Field(() => String, { nullable: true, description: 'Its new display name.' })
  readonly displayName!: string | null;

  @Field(() => [SpecKindEnum], { nullable: true, description: 'The kinds of work that it accepts from now on.' })
  readonly accepts!: readonly SpecKind[] | null;

  @Field(() => Int, { nullable: true, description: 'Its new limit of tasks that run at the same time; null also when the limit was taken away.' })
  readonly maxRunning!: number | null;

  @Field(() => TaskEventItemType, { nullable: true, description: 'The place of the barrier that was added, moved or renamed.' })
  readonly barrier!: TaskEventItemType | null;
}
