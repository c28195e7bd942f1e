// Fields of places in queues.
import { Ctx, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import type { Queue, QueueItem } from '../../../domain/queue/queue.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import { mustLoad } from '../page/noun-read.ts';
import { TaskType } from '../task/task.type.ts';
import { QueueItemType } from './queue-item.type.ts';
import { QueueType } from './queue.type.ts';

/** What waits at the place, and where it is. */
@Resolver(() => QueueItemType)
export class QueueItemResolver {
  @FieldResolver(() => ID, { description: 'Global id.' })
  id(@Root() item: QueueItem): string {
    return toGlobalId('QueueItem', item.id);
  }

  @FieldResolver(() => QueueType, { description: 'Its queue.' })
  queue(@Root() item: QueueItem, @Ctx() { loaders }: ApiContext): Promise<Queue> {
    return mustLoad(loaders.queue, item.queueId);
  }

  @FieldResolver(() => TaskType, { nullable: true, description: 'The task that waits; null for a barrier.' })
  task(@Root() item: QueueItem, @Ctx() { loaders }: ApiContext): Promise<ListedTask | null> | null {
    return item.taskId === null ? null : loaders.task.load(item.taskId);
  }

  @FieldResolver(() => Boolean, { description: 'Whether it is a barrier: nothing behind it is handed out.' })
  isBarrier(@Root() item: QueueItem): boolean {
    return item.taskId === null;
  }

  @FieldResolver(() => Int, { nullable: true, description: 'Where it stands in the queue, from 1, places that the caller may not see included; exact up to 100,000. Null when it has left the queue in the meantime.' })
  async position(@Root() item: QueueItem, @Ctx() { loaders }: ApiContext): Promise<number | null> {
    return (await loaders.positionOfItem.load(item.id))?.position ?? null;
  }
}
