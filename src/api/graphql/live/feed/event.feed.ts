// Feeds over the event log: a filter for the hub, a test for what it cannot express, and root values for executions.
import type { Actor } from '../../../../domain/access.ts';
import type { LoggedEvent } from '../../../../domain/event/event.ts';
import type { EventRoom } from '../../../../events/event-room.ts';
import { StreamError } from '../../../../events/stream-error.ts';
import { JudgedEvents } from './judged-events.ts';
import { asFeed, type LiveFeed, type LiveItem } from './live-feed.ts';

/** The part of the event room that feeds read; handed to `subscribe` functions as the root value. */
export type EventSource = Pick<EventRoom, 'hub' | 'stream' | 'logs' | 'catchUp' | 'judgeFor'>;

/** Which rows the hub and the scan look at; every given field must match. */
export type HubFilter = Parameters<EventSource['hub']['subscribe']>[0];

/** Root value of one message of an event subscription: an event, or null for the one that says that the past is over. */
export interface EventRoot {
  readonly cursor: string;
  readonly event: LoggedEvent | null;
}

/** What a subscription wants of the log. */
export interface EventWish {
  readonly source: EventSource;
  /** Who is told: only of what his grants let him read. */
  readonly actor: Actor;
  readonly after: string | null;
  readonly filter: HubFilter;
  /** A further test, for what the filter cannot say; absent = all. */
  readonly accepts?: (event: LoggedEvent) => boolean;
}

/** A feed of events later than a cursor. Its positions are sequence numbers of the log. */
export function eventFeed(wish: EventWish): LiveFeed<number> {
  const { source, after, filter, accepts = () => true } = wish;
  const judge = source.judgeFor(wish.actor);
  const item = (event: LoggedEvent): LiveItem<number> => {
    const cursor = source.stream.cursorAt(event.seq);
    return { at: event.seq, cursor, root: { cursor, event } satisfies EventRoot };
  };
  return asFeed<number>({
    start: after ?? source.stream.now(),
    isLater: (a, b) => a > b,
    caughtUp: (cursor) => ({ cursor, event: null }) satisfies EventRoot,
    identityOf: (root) => ((root as EventRoot).event === null ? null : (root as EventRoot).cursor),
    // The hub's position is the member's place: both are read in one synchronous step.
    watch: (_at, listener) => {
      const onEvent = (event: LoggedEvent): void => {
        if (accepts(event)) listener.onItem(item(event));
      };
      const onGap = (floor: number): void => listener.onFault(new StreamError('CURSOR_EXPIRED', source.stream.cursorAt(floor)));
      if (judge === null) return source.hub.subscribe(filter, onEvent, onGap);
      const judged = new JudgedEvents(judge, { onEvent, onFault: (error) => listener.onFault(error) });
      const unsubscribe = source.hub.subscribe(filter, (event) => judged.take(event), onGap);
      return () => {
        unsubscribe();
        judged.close();
      };
    },
    async resume(steps, signal) {
      await source.stream.resume({
        after,
        filter,
        signal,
        onEvent: async (event) => {
          if (accepts(event) && (judge === null || (await judge.allows(event)))) await steps.onItem(item(event));
        },
        onCaughtUp: (cursor) => steps.onCaughtUp(cursor),
        join: (at) => {
          // The hub stands at `at`, so no group can be beyond it.
          if (!steps.join(at)) throw new Error(`a group is ahead of the hub at ${at}`);
        },
      });
    },
  });
}
