// The event log read page by page, for those who do not subscribe.
import { Arg, Ctx, Int, Query, Resolver } from 'type-graphql';
import { requireRole } from '../../../domain/access.ts';
import { encodeCursor } from '../../../domain/event/cursor.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { ApiContext } from '../context.ts';
import { graphqlErrorOf } from '../live/live-error.ts';
import { EventFilterInput, eventConditions } from './event.input.ts';
import { readEventPage } from './event-page.loader.ts';
import { EventPageType } from './event-page.type.ts';
import { eventViewIn } from './event-view.ts';

/** Most events of one page. */
export const MAX_EVENT_PAGE = 100;
/** Events of a page that names no number. */
export const DEFAULT_EVENT_PAGE = 50;

/** `Query.events`. */
@Resolver()
export class EventPageResolver {
  @Query(() => EventPageType, {
    description: 'A page of the event log, oldest first: what was committed before the query, on whatever server, once it is settled; to a caller with grants, what is of his projects or of none. Where an older transaction holds that up for longer than a second the page ends before it, hasMore is true, and endCursor is where to go on. A cursor below what is kept fails with CURSOR_EXPIRED and extensions.oldestCursor, one that is none with CURSOR_INVALID.',
  })
  async events(
    @Arg('after', () => String, { nullable: true, description: 'Events behind this cursor; from the oldest kept one when absent.' }) after: string | null,
    @Arg('first', () => Int, { defaultValue: DEFAULT_EVENT_PAGE, description: 'Events at most, 1 to 100.' }) first: number,
    @Arg('filter', () => EventFilterInput, { nullable: true, description: 'Which events; all when absent.' }) filter: EventFilterInput | null,
    @Ctx() { actor, engine, catchUp, logId }: ApiContext,
  ): Promise<EventPageType> {
    requireRole(actor, 'viewer');
    if (first < 1 || first > MAX_EVENT_PAGE) throw new DomainError('INVALID', `first must be from 1 to ${MAX_EVENT_PAGE}`, { path: ['first'] });
    const { rows, upTo, hasMore } = await readEventPage({ db: engine.db, catchUp, actor }, { after: after ?? null, first, filter: eventConditions(filter) }).catch((error: unknown) => {
      throw graphqlErrorOf(error);
    });
    return { events: rows.map((event) => eventViewIn(logId, event)), endCursor: encodeCursor({ logId, seq: upTo }), hasMore };
  }
}
