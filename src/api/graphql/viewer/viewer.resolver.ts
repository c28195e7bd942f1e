// Queries about the caller and about the event log as a whole.
import { Ctx, Query, Resolver } from 'type-graphql';
import { authenticationOf } from '../../../auth/principal.ts';
import { requireRole } from '../../../domain/access.ts';
import { encodeCursor } from '../../../domain/event/cursor.ts';
import type { ApiContext } from '../context.ts';
import { ViewerType } from './viewer.type.ts';

/** `viewer` and `eventCursor`. */
@Resolver()
export class ViewerResolver {
  @Query(() => ViewerType, { description: 'The caller. Every role may ask.' })
  viewer(@Ctx() { actor, origin }: ApiContext): ViewerType {
    const { name, role, grants } = actor;
    return { name, role, everywhere: grants === null, grants: grants ?? [], authenticatedBy: authenticationOf(origin?.keyId ?? null), expiresAt: origin?.expiresAt ?? null };
  }

  // Resolved in the same tick in which the first statements leave: what they find includes everything up to here. The log was read before that.
  @Query(() => String, {
    description: 'Where the event log stands. Ask for it first in a query, then subscribe after it: nothing that the query did not show is missed. Not below the eventCursor of any mutation that was answered before this query, by whatever server, unless an older transaction still holds the log up; that event is then delivered behind it. Needs the role viewer.',
  })
  eventCursor(@Ctx() ctx: ApiContext): string {
    requireRole(ctx.actor, 'viewer');
    return encodeCursor({ logId: ctx.logId, seq: ctx.head() });
  }
}
