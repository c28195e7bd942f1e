// Mutations of barriers in queues.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { addQueueBarrier, removeQueueBarrier } from '../../../../engine/queue/barrier.service.ts';
import type { ApiContext } from '../../context.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { queueIdOf } from '../queue-action.input.ts';
import { AddQueueBarrierInput } from './add-queue-barrier.input.ts';
import { itemIdOf } from './queue-item-action.input.ts';
import { AddQueueBarrierPayload, RemoveQueueBarrierPayload } from './queue-item.payload.ts';
import { placeOf } from './queue-place.input.ts';
import { RemoveQueueBarrierInput } from './remove-queue-barrier.input.ts';

/** Adding and removing barriers. */
@Resolver()
export class QueueBarrierResolver {
  @Mutation(() => AddQueueBarrierPayload, { description: 'Puts a barrier into a queue: nothing behind it is handed out until it is removed. Needs the role operator; in every project, when the queue is shared by all.' })
  addQueueBarrier(@Arg('input', () => AddQueueBarrierInput, { description: 'Which queue, and where.' }) input: AddQueueBarrierInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { to, displayName } = input;
    return carryOut(ctx, {
      subject: 'queueItem',
      input,
      command: async (context) => addQueueBarrier(ctx.engine, context, { queueId: queueIdOf(input), to: to ? placeOf(to, ['to']) : undefined, displayName: displayName ?? undefined }),
    });
  }

  @Mutation(() => RemoveQueueBarrierPayload, { description: 'Takes a barrier out of its queue. To take out a task, dequeue it. Needs the role operator; in every project, when the queue is shared by all.' })
  removeQueueBarrier(@Arg('input', () => RemoveQueueBarrierInput, { description: 'Which barrier.' }) input: RemoveQueueBarrierInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'queueItem', input, command: async (context) => removeQueueBarrier(ctx.engine, context, { itemId: itemIdOf(input) }) });
  }
}
