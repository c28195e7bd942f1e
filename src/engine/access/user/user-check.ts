// What commands on users have in common: who may, whom it is about, and that somebody stays who can manage users.
import { decide, requireEverywhere, type Actor } from '../../../domain/access.ts';
import { isLastWay, type TakenWay } from '../../../domain/last-admin.ts';
import { adminWays, lockUsers, userOfId, type ShownUser } from '../../../store/access/user-directory.store.ts';
import { lockUser } from '../../../store/auth/user-admin.store.ts';
import { refused, type BodyOutcome } from '../../command-frame.ts';
import { notFound, requireId } from '../../found.ts';
import type { Work } from '../../work.ts';

/** Whether the caller manages users. */
export function isUserAdmin(actor: Actor): boolean {
  return decide(actor, { role: 'admin', path: '/' }) === 'ALLOWED';
}

/** Throws FORBIDDEN unless the caller is the user, or manages users; whether there is such a user is not told. */
export function requireSelfOrAdmin(actor: Actor, userId: string): void {
  if (actor.userId !== userId) requireEverywhere(actor, 'admin');
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
