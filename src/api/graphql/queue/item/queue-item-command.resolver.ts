// Mutations of one place in a queue.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { renameQueueItem } from '../../../../engine/queue/rename-item.service.ts';
import type { ApiContext } from '../../context.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { itemIdOf } from './queue-item-action.input.ts';
import { RenameQueueItemPayload } from './queue-item.payload.ts';
import { RenameQueueItemInput } from './rename-queue-item.input.ts';

/** `renameQueueItem`. */
@Resolver()
export class QueueItemCommandResolver {
  @Mutation(() => RenameQueueItemPayload, { description: 'Gives an item another name in its queue; that of its task stays. Needs the role operator.' })
  renameQueueItem(@Arg('input', () => RenameQueueItemInput, { description: 'Which item.' }) input: RenameQueueItemInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'queueItem', input, command: async (context) => renameQueueItem(ctx.engine, context, { itemId: itemIdOf(input), displayName: input.displayName ?? null }) });
  }
}
