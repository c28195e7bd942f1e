// Queries for queues.
import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Queue } from '../../../domain/queue/queue.ts';
import { listQueues } from '../../../engine/read/lists.read.ts';
import type { ApiContext } from '../context.ts';
import type { Connection } from '../page/connection.type.ts';
import { listConnection } from '../page/list-read.ts';
import { readNoun } from '../page/noun-read.ts';
import { queueFilterOf } from './queue-filter.input.ts';
import { QueueListArgs } from './queue.args.ts';
import { QueueConnection, QueueType } from './queue.type.ts';

/** `queue` and `queues`. */
@Resolver()
export class QueueQueryResolver {
  @Query(() => QueueType, { nullable: true, description: 'A queue by its id; null when there is none. Needs the role viewer.' })
  queue(@Arg('id', () => ID, { description: 'Id of the queue.' }) id: string, @Ctx() ctx: ApiContext): Promise<Queue | null> {
    return readNoun(ctx, ctx.loaders.queue, { id, type: 'Queue' });
  }

  @Query(() => QueueConnection, { description: 'Queues, newest first unless ordered otherwise. Needs the role viewer.' })
  async queues(@Args(() => QueueListArgs) args: QueueListArgs, @Ctx() ctx: ApiContext): Promise<Connection<Queue>> {
    return listConnection(ctx, listQueues, { filter: queueFilterOf(args.filter), args, loader: ctx.loaders.queue });
  }
}
