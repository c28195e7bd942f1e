// Tokens of the ClearML dialect: its clients decode them to learn the server's version, so their claims are as those clients read them.
import { jwtVerify, SignJWT } from 'jose';
import type { SigningKeys } from './signing-keys.ts';
import { lookAt, TOKEN_KINDS } from './token-claims.ts';

/** Longest life of such a token, in seconds: a year. */
export const MAX_CLEARML_SECONDS = 31_536_000;
/** Seconds by which the clocks of our servers may differ. */
const TOLERANCE_SECONDS = 5;

/** A token to make. */
export interface ClearmlTokenWish {
  /** The access key it is given for; null in open mode. */
  readonly keyId: string | null;
  readonly userId: string;
  /** What clients decode; nothing of it is believed when the token comes back. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly seconds: number;
  readonly now: Date;
}

/** A token that came back and was verified. */
export interface ClearmlToken {
  readonly keyId: string | null;
  readonly userId: string;
  readonly expiresAt: Date;
}

/** Signs one. There is no audience and no issuer: decoders of those clients may trip over claims that they were not told to expect. */
export async function signClearmlToken(keys: SigningKeys, { keyId, userId, claims, seconds, now }: ClearmlTokenWish): Promise<string> {
  const key = await keys.current();
  return await new SignJWT({ ...claims, tok: TOKEN_KINDS.clearml, key: keyId, user: userId })
    .setProtectedHeader({ alg: key.algorithm, kid: key.id, typ: 'JWT' })
    .setIssuedAt(now).setExpirationTime(new Date(now.getTime() + seconds * 1_000))
    .sign(key.signs);
}

/** Reads one; null when it is of another kind or key, changed or over. Whether its key and its user still stand, their rows say. */
export async function readClearmlToken(keys: SigningKeys, presented: { readonly token: string; readonly now: Date }): Promise<ClearmlToken | null> {
  const look = lookAt(presented.token);
  if (look?.tok !== TOKEN_KINDS.clearml || look.kid === undefined) return null;
  const key = await keys.byId(look.kid);
  if (key === null) return null;
  try {
    const { payload } = await jwtVerify(presented.token, key.verifies, { algorithms: [key.algorithm], clockTolerance: TOLERANCE_SECONDS, currentDate: presented.now, requiredClaims: ['iat', 'exp', 'user'] });
    const { tok, key: keyId, user, exp } = payload;
    if (tok !== TOKEN_KINDS.clearml || typeof user !== 'string' || exp === undefined) return null;
    return { keyId: typeof keyId === 'string' ? keyId : null, userId: user, expiresAt: new Date(exp * 1_000) };
  } catch {
    // Whatever is wrong with it, it is nobody's; the database was asked outside.
    return null;
  }
}
