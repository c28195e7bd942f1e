// Tokens of sessions: a signed id and nothing else, so that a session can end before its token does.
import { createHash, randomBytes } from 'node:crypto';
import { readToken, signToken, type TokenForm } from './own-token.ts';
import type { SigningKeys } from './signing-keys.ts';
import { TOKEN_KINDS } from './token-claims.ts';

const FORM: TokenForm = { kind: TOKEN_KINDS.session, issuer: 'switchyard', audience: 'switchyard:session' };
const ID_BYTES = 20;
/** Characters of the id of a session as it is stored, listed and logged. */
export const SESSION_ID_LENGTH = 32;

/** A new session's id: `secret` goes into the token, `id` into the database. */
export function mintSessionId(): { readonly secret: string; readonly id: string } {
  const secret = randomBytes(ID_BYTES).toString('base64url');
  return { secret, id: storedSessionId(secret) };
}

/** What is stored of the id in a token: half of its SHA-256, from which no token can be made. */
export function storedSessionId(secret: string): string {
  return createHash('sha256').update(`session ${secret}`).digest('hex').slice(0, SESSION_ID_LENGTH);
}

/** The token of a session. */
export function sessionToken(keys: SigningKeys, session: { readonly secret: string; readonly userId: string; readonly now: Date; readonly expiresAt: Date }): Promise<string> {
  const { secret, userId, now, expiresAt } = session;
  return signToken(keys, FORM, { claims: { jti: secret, sub: userId }, now, expiresAt });
}

/** The stored id of the session of a token, and whose it is, or null; whether the session goes on, its row says. */
export async function sessionOfToken(keys: SigningKeys, token: string, options: { readonly now: Date }): Promise<{ readonly id: string; readonly userId: string } | null> {
  const claims = await readToken(keys, FORM, { token, now: options.now });
  return claims?.jti === undefined || claims.sub === undefined ? null : { id: storedSessionId(claims.jti), userId: claims.sub };
}
