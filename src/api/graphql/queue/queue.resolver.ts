// Fields of queues that show what waits in them.
import { Args, Ctx, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import type { Queue, QueueItem } from '../../../domain/queue/queue.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import { type Connection, connectionOf } from '../page/connection.type.ts';
import { PageArgs } from '../page/page.args.ts';
import { QueueItemConnection } from './queue-item.type.ts';
import { QueueType } from './queue.type.ts';

/** What waits in a queue. */
@Resolver(() => QueueType)
export class QueueResolver {
  @FieldResolver(() => ID, { description: 'Global id.' })
  id(@Root() queue: Queue): string {
    return toGlobalId('Queue', queue.id);
  }

  @FieldResolver(() => Int, { description: 'Places in it that the caller may see, barriers included; exact up to 100,000.' })
  length(@Root() queue: Queue, @Ctx() { loaders }: ApiContext): Promise<number> {
    return loaders.itemsOfQueue.count(queue.id);
  }

  @FieldResolver(() => Int, { description: 'Tasks of it that were handed out and have not ended: those that count against `maxRunning`, whoever may see them.' })
  async runningCount(@Root() queue: Queue, @Ctx() { loaders }: ApiContext): Promise<number> {
    return (await loaders.runningOfQueue.load(queue.id))?.n ?? 0;
  }

  @FieldResolver(() => QueueItemConnection, { description: 'Its places in the order in which they are handed out: highest priority first, then in order of arrival. Those of tasks that the caller may not see are left out.' })
  async items(@Root() queue: Queue, @Args(() => PageArgs) args: PageArgs, @Ctx() { loaders }: ApiContext): Promise<Connection<QueueItem>> {
    return connectionOf(await loaders.itemsOfQueue.load(queue.id, args));
  }
}
