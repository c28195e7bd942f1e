// What commands on users have in common: who may, whom it is about, and that somebody stays who can manage users.
import { covers, lesserRole, managesUsers, requireEverywhere, type Actor, type Role } from '../../../domain/access.ts';
import { DomainError } from '../../../domain/errors.ts';
import { isLastWay, type TakenWay } from '../../../domain/last-admin.ts';
import { adminWays, lockUsers, userOfId, type ShownUser } from '../../../store/access/user-directory.store.ts';
import { lockUser } from '../../../store/auth/user-admin.store.ts';
import { refused, type BodyOutcome } from '../../command-frame.ts';
import { notFound, requireId } from '../../found.ts';
import type { Work } from '../../work.ts';

/** Whether the caller manages users. */
export function isUserAdmin(actor: Actor): boolean {
  return managesUsers(actor);
}

/** Throws FORBIDDEN unless the caller is the user, or manages users; whether there is such a user is not told. */
export function requireSelfOrAdmin(actor: Actor, userId: string): void {
  if (actor.userId !== userId) requireEverywhere(actor, 'admin');
}

/**
 * Throws FORBIDDEN when the caller, who does not manage users, would end a way in of his own that gives more than the one he came with:
 * a key that was lent for looking must not shut out its owner. What the user's role no longer allows counts for nothing.
 */
export async function requireNoLess(work: Work, actor: Actor, way: { readonly userId: string; readonly role: Role }): Promise<void> {
  if (isUserAdmin(actor)) return;
  const user = await userOfId(work.tx, way.userId);
  const gives = user === null ? null : lesserRole(user.role, way.role);
  if (gives === null || covers(actor.role, gives)) return;
  throw new DomainError('FORBIDDEN', `whoever comes with the role ${actor.role} does not end what gives the role ${gives}: come with a key or a session of that role, or ask an admin`);
}

/** The user under lock, as the only one that changes users. Throws NOT_FOUND. */
export async function lockedUser(work: Work, userId: string): Promise<ShownUser> {
  const id = requireId('user', userId, ['userId']);
  await lockUsers(work.tx);
  await lockUser(work.tx, id);
  return (await userOfId(work.tx, id)) ?? notFound('user', id, ['userId']);
}

/** Refused LAST_ADMIN when nobody would be left who could manage users; null when it may be taken. */
export async function lastWay(work: Work, subjectId: string, taken: TakenWay): Promise<BodyOutcome | null> {
  return isLastWay(await adminWays(work.tx), taken) ? refused(subjectId, 'LAST_ADMIN') : null;
}
