// `Subscription.events`: the log itself, live.
import { Arg, Resolver, Root, Subscription } from 'type-graphql';
import type { ApiContext } from '../../context.ts';
import { EventFilterInput, eventConditions } from '../../event/event.input.ts';
import { eventView } from '../../event/event-view.ts';
import { eventFeed, type EventRoot, type EventSource } from '../feed/event.feed.ts';
import { EventDeliveryType } from './event-delivery.type.ts';

interface EventsArgs {
  readonly after?: string | null;
  readonly filter?: EventFilterInput | null;
}

/** What every `after` of an event subscription means. */
export const AFTER_DESCRIPTION = 'Everything behind this cursor is delivered, nothing twice, whichever server gave it; from now on when absent. One below what is kept ends with CURSOR_EXPIRED and extensions.oldestCursor, one that is none with CURSOR_INVALID.';

/** The event log as a subscription. */
@Resolver()
export class EventsLiveResolver {
  @Subscription(() => EventDeliveryType, {
    description: 'Every event of the log that matches, in order, each once; to a caller with grants, those of his projects and of none. A subscriber that falls behind is ended with LAGGED and extensions.resumeCursor.',
    subscribe: ({ source, args, context }) => {
      const { after, filter } = args as EventsArgs;
      return eventFeed({ source: source as EventSource, actor: (context as ApiContext).actor, after: after ?? null, filter: eventConditions(filter) });
    },
  })
  events(
    @Root() { cursor, event }: EventRoot,
    @Arg('after', () => String, { nullable: true, description: AFTER_DESCRIPTION }) _after: string | null,
    @Arg('filter', () => EventFilterInput, { nullable: true, description: 'Which events; all when absent.' }) _filter: EventFilterInput | null,
  ): EventDeliveryType {
    return { cursor, caughtUp: event === null, event: event && eventView(event, cursor) };
  }
}
