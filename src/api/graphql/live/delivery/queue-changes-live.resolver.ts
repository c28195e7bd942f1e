// `Subscription.queueChanges`: what enters, leaves and moves in a queue, and the queue itself.
import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import { QUEUE_EVENT_KINDS, TASK_EVENT_KINDS } from '../../../../domain/event/kind.ts';
import type { ApiContext } from '../../context.ts';
import { optionalId } from '../../global-id.ts';
import { eventFeed, type EventRoot, type EventSource } from '../feed/event.feed.ts';
import { AFTER_DESCRIPTION } from './events-live.resolver.ts';
import { queueChange } from './queue-change.ts';
import { QueueChangeDeliveryType } from './queue-change-delivery.type.ts';

interface QueueChangesArgs {
  readonly after?: string | null;
  readonly queueId?: string | null;
}

const KINDS = [...QUEUE_EVENT_KINDS, ...TASK_EVENT_KINDS];
const NO_PLACE = { priority: null, rank: null, displayName: null, notBefore: null } as const;
const NOTHING = { ...NO_PLACE, kind: null, at: null, queue: null, task: null, itemId: null, isBarrier: false, state: null, previousState: null } as const;

/** Changes of queues as a subscription. */
@Resolver()
export class QueueChangesLiveResolver {
  @Subscription(() => QueueChangeDeliveryType, {
    description: 'Every change of the queues asked for, in order, each once; to a caller with grants, of tasks of his projects and of the queues themselves.',
    subscribe: ({ source, args, context }) => {
      const { after, queueId: queue } = args as QueueChangesArgs;
      const queueId = optionalId(queue, 'Queue', ['queueId']);
      return eventFeed({
        source: source as EventSource,
        actor: (context as ApiContext).actor,
        after: after ?? null,
        filter: { kinds: KINDS, ...(queueId === undefined ? {} : { queueId }) },
        accepts: (event) => queueChange(event) !== null,
      });
    },
  })
  async queueChanges(
    @Root() { cursor, event }: EventRoot,
    @Arg('after', () => String, { nullable: true, description: AFTER_DESCRIPTION }) _after: string | null,
    @Arg('queueId', () => ID, { nullable: true, description: 'Only this queue; all when absent.' }) _queueId: string | null,
    @Ctx() { loaders }: ApiContext,
  ): Promise<QueueChangeDeliveryType> {
    const change = event && queueChange(event);
    if (!event || !change) return { ...NOTHING, cursor, caughtUp: true };
    const [queue, task] = await Promise.all([
      change.queueId === null ? null : loaders.queue.load(change.queueId),
      change.taskId === null ? null : loaders.task.load(change.taskId),
    ]);
    const { kind, itemId, isBarrier, state, previousState } = change;
    const { priority, rank, displayName, notBefore } = change.item ?? NO_PLACE;
    return { cursor, caughtUp: false, kind, at: event.at, queue, task, itemId, isBarrier, state, previousState, priority, rank, displayName, notBefore };
  }
}
