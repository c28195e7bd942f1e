// The queue that an event concerns, as it is now.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Queue } from '../../../../domain/queue/queue.ts';
import type { ApiContext } from '../../context.ts';
import { QueueType } from '../../queue/queue.type.ts';
import type { EventView } from '../event-view.ts';
import { QueueEventType } from './queue-event.type.ts';

/** Fields of `QueueEvent` that need a read. */
@Resolver(() => QueueEventType)
export class QueueEventResolver {
  @FieldResolver(() => QueueType, { nullable: true, description: 'The queue as it is when this is read, which may be later than the event.' })
  queue(@Root() { logged }: EventView, @Ctx() { loaders }: ApiContext): Promise<Queue | null> {
    return loaders.queue.load(logged.queueId ?? logged.subjectId); // the subject of a barrier's event is the barrier
  }
}
