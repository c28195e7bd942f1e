// Acting as somebody else: who manages users may take the place of any of them, on the key that he came with.
import { managesUsers } from '../domain/access.ts';
import type { Caller } from '../domain/call.ts';
import { isUuid } from '../domain/uuid.ts';
import { standingOfUser } from '../store/auth/user.store.ts';
import type { Connection } from '../store/database.ts';
import { actorOf } from './principal.ts';

/**
 * The caller in the place of a user, with what that user may, or null: the caller may not act for others, or there is no such user, or
 * the user may do nothing. The key stays the caller's own, so that the audit and the end of the key reach who really called.
 */
export async function onBehalf<C extends Caller>(db: Connection, { by, userId }: { readonly by: C | null; readonly userId: string }): Promise<C | null> {
  if (by === null || by.actor.userId === userId) return by;
  if (!managesUsers(by.actor) || !isUuid(userId)) return null;
  const user = await standingOfUser(db, userId);
  const actor = user === null ? null : actorOf(user, user.userRole);
  return actor === null ? null : { ...by, actor };
}
