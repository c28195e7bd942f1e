// The mutation that changes the order of a queue.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { CommandOutcome } from '../../../../domain/outcome.ts';
import { moveQueueItems } from '../../../../engine/queue/move-items.service.ts';
import type { ApiContext } from '../../context.ts';
import { fromGlobalId, toGlobalId } from '../../global-id.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { queueIdOf } from '../queue-action.input.ts';
import { MoveQueueItemsInput } from './move-queue-items.input.ts';
import { MoveQueueItemsPayload } from './queue-item.payload.ts';
import { placeOf } from './queue-place.input.ts';

/** `moveQueueItems`. */
@Resolver()
export class QueueMovingResolver {
  @Mutation(() => MoveQueueItemsPayload, {
    description: 'Moves items next to each other to a place of their queue. They adopt the priority of their neighbour there, so that they really stand there. Items that left meanwhile are named in `message`. Needs the role operator where the items belong: of a queue that all share, who has grants moves his own tasks only.',
  })
  moveQueueItems(@Arg('input', () => MoveQueueItemsInput, { description: 'Which items, and where to.' }) input: MoveQueueItemsInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'queue', input, command: async (context) => inGlobalIds(await moveQueueItems(ctx.engine, context, moveOf(input)), moveOf(input).itemIds) });
  }
}

function moveOf(input: MoveQueueItemsInput): Parameters<typeof moveQueueItems>[2] {
  const itemIds = input.itemIds.map((id, i) => fromGlobalId(id, 'QueueItem', ['itemIds', String(i)]));
  return { queueId: queueIdOf(input), itemIds, to: placeOf(input.to, ['to']) };
}

// The engine names items that have left by the ids that it knows.
function inGlobalIds(outcome: CommandOutcome, itemIds: readonly string[]): CommandOutcome {
  const message = outcome.message && itemIds.reduce((text, id) => text.replaceAll(id, toGlobalId('QueueItem', id)), outcome.message);
  return { ...outcome, message };
}
