// Callers by a token of the ClearML dialect: it stands as long as the key that it was given for, and the user it names.
import { keyWithUser, touchKey } from '../store/auth/access-key.store.ts';
import type { Connection } from '../store/database.ts';
import { ofKey, type PresentedToken } from './key-caller.ts';
import { onBehalf } from './on-behalf.ts';
import type { Principal } from './principal.ts';
import { readClearmlToken } from './token/clearml-token.ts';
import type { OwnTokens } from './token/own-tokens.ts';

/** Whose token it is, or null. Writes the use of the key down, at most once a minute. */
export async function byClearmlToken(db: Connection, own: OwnTokens, presented: PresentedToken): Promise<Principal | null> {
  const token = await readClearmlToken(own.sessions, presented);
  // Of open mode, where nobody shows a key: there it is not looked at, and elsewhere it gives nothing.
  if (token === null || token.keyId === null) return null;
  const row = await keyWithUser(db, token.keyId);
  if (row === null) return null;
  const by = ofKey(row, { authenticatedBy: 'TOKEN', keyId: token.keyId, expiresAt: token.expiresAt });
  const principal = await onBehalf(db, { by, userId: token.userId });
  if (principal !== null && row.useIsOld) await touchKey(db, token.keyId);
  return principal;
}
