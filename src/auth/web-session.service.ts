// The life of a session: opened by who has shown another credential, ended by its holder.
import { DomainError } from '../domain/errors.ts';
import { standingOfUser } from '../store/auth/user.store.ts';
import { insertSession, revokeSessionRow } from '../store/auth/web-session.store.ts';
import type { Database } from '../store/database.ts';
import { SESSION_PREFIX } from '../domain/call.ts';
import type { Principal } from './principal.ts';
import type { OwnTokens } from './token/own-tokens.ts';
import { mintSessionId, sessionToken } from './token/session-token.ts';

/** A session just opened; the token is shown once and stored nowhere. */
export interface OpenedSession {
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * Opens a session for who was identified otherwise; it may do what that credential may, and ends with the access key or the token
 * it was opened with. FORBIDDEN for sessions themselves: they would never end. NOT_FOUND when the user is gone.
 */
export async function openSession(db: Database, own: OwnTokens, options: { readonly by: Principal; readonly hours: number; readonly now: Date }): Promise<OpenedSession> {
  const { by, hours, now } = options;
  if (by.authenticatedBy === 'SESSION') throw new DomainError('FORBIDDEN', 'a session cannot open another one; sign in with a name and a password, or with an access key');
  const { secret, id } = mintSessionId();
  const expiresAt = await db.transaction(async (tx) => {
    const user = await standingOfUser(tx, by.actor.userId);
    if (user === null) throw new DomainError('NOT_FOUND', `there is no user ${by.actor.name} any more`);
    const keyId = by.authenticatedBy === 'KEY' || by.authenticatedBy === 'TOKEN' ? by.keyId : null;
    // On the password that was shown: when it is changed at this very moment, the session is over from the beginning.
    return await insertSession(tx, { id, userId: user.userId, keyId, roleCap: by.actor.role, epoch: by.epoch ?? user.epoch, hours, notAfter: by.expiresAt });
  });
  return { token: await sessionToken(own.sessions, { secret, userId: by.actor.userId, now, expiresAt }), expiresAt };
}

/** Ends the session of a principal at all servers within `KEY_TTL_MS`. FORBIDDEN when it is no session. */
export async function endSession(db: Database, principal: Principal): Promise<void> {
  if (principal.authenticatedBy !== 'SESSION' || principal.keyId === null) throw new DomainError('FORBIDDEN', 'only a session can be ended here; access keys are revoked with `switchyard key revoke`');
  await revokeSessionRow(db, principal.keyId.slice(SESSION_PREFIX.length));
}
