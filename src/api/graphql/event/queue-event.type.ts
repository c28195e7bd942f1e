// Events of queues themselves; what enters and leaves them is told by events of tasks.
import { Field, ObjectType } from 'type-graphql';
import type { QueueState } from '../../../domain/queue/queue.ts';
import { QueueStateEnum } from '../queue/queue.enum.ts';
import { EventInterface } from './event.type.ts';

/** GraphQL `QueueEvent`. */
@ObjectType('QueueEvent', { implements: EventInterface, simpleResolvers: true, description: 'A queue was created, opened, paused or set to drain.' })
export class QueueEventType extends EventInterface {
  @Field(() => QueueStateEnum, { nullable: true, description: 'State after the change.' })
  readonly state!: QueueState | null;

  @Field(() => QueueStateEnum, { nullable: true, description: 'State before the change; null for a new queue.' })
  readonly previousState!: QueueState | null;

  @Field(() => String, { nullable: true, description: 'Name of the queue at the time.' })
  readonly name!: string | null;
}
