// Callers by access key, and by what was given for one: sessions and issued tokens end with their key.
import { keyWithUser, type KeyWithUserRow, listedKey, touchKey } from '../store/auth/access-key.store.ts';
import { sessionWithUser, type SessionWithUserRow, touchSession } from '../store/auth/web-session.store.ts';
import type { Connection } from '../store/database.ts';
import { SESSION_PREFIX } from '../domain/call.ts';
import { onBehalf } from './on-behalf.ts';
import { actorOf, type Principal, principalOf } from './principal.ts';
import { isSecret, type KeyText } from './secret.ts';
import { readIssuedToken } from './token/issued-token.ts';
import type { OwnTokens } from './token/own-tokens.ts';
import { sessionOfToken } from './token/session-token.ts';

/** A token as it was presented, and when. */
export interface PresentedToken {
  readonly token: string;
  readonly now: Date;
}

/** Whose key it is, or null. Writes the use down, at most once a minute. */
export async function byKey(db: Connection, key: KeyText): Promise<Principal | null> {
  const row = await keyWithUser(db, key.id);
  if (row === null || !isSecret(key.secret, row.secretHash)) return null;
  const principal = ofKey(row, { authenticatedBy: 'KEY', keyId: key.id });
  if (principal !== null && row.useIsOld) await touchKey(db, key.id);
  return principal;
}

/** Whether there is a key of that id, revoked ones included. */
export async function isKeyId(db: Connection, id: string): Promise<boolean> {
  return (await listedKey(db, id)) !== null;
}

/** Whose session it is, or null. Writes the use down, at most once a minute. */
export async function bySession(db: Connection, own: OwnTokens, presented: PresentedToken): Promise<Principal | null> {
  const session = await sessionOfToken(own.sessions, presented.token, { now: presented.now });
  const row = session === null ? null : await sessionWithUser(db, session.id);
  if (session === null || row === null || row.userId !== session.userId) return null;
  const principal = ofSession(row, `${SESSION_PREFIX}${session.id}`);
  if (principal !== null && row.useIsOld) await touchSession(db, session.id);
  return principal;
}

/** For whose key our issuer gave the token, or null. */
export async function byIssuedToken(db: Connection, own: OwnTokens, presented: PresentedToken): Promise<Principal | null> {
  const token = await readIssuedToken(own.issued, own.issuer(), presented);
  const row = token === null ? null : await keyWithUser(db, token.keyId);
  if (token === null || row === null || row.userId !== token.userId) return null;
  return ofKey(row, { authenticatedBy: 'TOKEN', keyId: token.keyId, expiresAt: token.expiresAt });
}

/** The same principal by key, or by a token for one, as the key stands now; who acts as somebody else on a key, as both stand. */
export async function keyStanding(db: Connection, principal: Principal): Promise<Principal | null> {
  const row = principal.keyId === null ? null : await keyWithUser(db, principal.keyId);
  return row === null ? null : await onBehalf(db, { by: ofKey(row, principal), userId: principal.actor.userId });
}

/** The same principal by session, as the session stands now. */
export async function sessionStanding(db: Connection, { keyId }: Principal): Promise<Principal | null> {
  const row = keyId === null ? null : await sessionWithUser(db, keyId.slice(SESSION_PREFIX.length));
  return row === null || keyId === null ? null : ofSession(row, keyId);
}

/** The principal of a key as its row says, or null when it was revoked or its user may do nothing. */
export function ofKey(row: KeyWithUserRow, by: Pick<Principal, 'authenticatedBy' | 'keyId'> & Partial<Pick<Principal, 'expiresAt'>>): Principal | null {
  return row.revoked ? null : principalOf(actorOf(row, row.roleCap), by);
}

function ofSession(row: SessionWithUserRow, keyId: string): Principal | null {
  return row.isOver ? null : principalOf(actorOf(row, row.roleCap), { authenticatedBy: 'SESSION', keyId, expiresAt: row.expiresAt, epoch: row.epoch });
}
