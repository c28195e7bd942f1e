// Callers by a token for one deployment: it stands as long as the key that it was given for, and that key's user.
import { keyWithUser, touchKey } from '../store/auth/access-key.store.ts';
import type { Connection } from '../store/database.ts';
import { ofKey, type PresentedToken } from './key-caller.ts';
import type { Principal } from './principal.ts';
import { readIkomiaToken } from './token/ikomia-token.ts';
import type { OwnTokens } from './token/own-tokens.ts';

/** Whose token it is, kept to its deployment, or null. Writes the use of the key down, at most once a minute. */
export async function byIkomiaToken(db: Connection, own: OwnTokens, presented: PresentedToken): Promise<Principal | null> {
  const token = await readIkomiaToken(own.sessions, presented);
  // Of open mode, where nobody shows a key: there it is not looked at, and elsewhere it gives nothing.
  if (token === null || token.keyId === null) return null;
  const row = await keyWithUser(db, token.keyId);
  if (row === null || row.userId !== token.userId) return null;
  const principal = ofKey(row, { authenticatedBy: 'TOKEN', keyId: token.keyId, expiresAt: token.expiresAt });
  if (principal === null) return null;
  if (row.useIsOld) await touchKey(db, token.keyId);
  return { ...principal, scope: token.scope };
}
