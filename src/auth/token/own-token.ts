// Tokens that we sign and check ourselves: one kind, one algorithm, one audience each.
import { jwtVerify, type JWTPayload, SignJWT } from 'jose';
import { lookAt } from './token-claims.ts';
import type { SigningKeys } from './signing-keys.ts';

/** What sets the tokens of one kind apart from all others. */
export interface TokenForm {
  /** The claim `tok`. */
  readonly kind: string;
  readonly issuer: string;
  readonly audience: string;
}

/** Seconds by which the clocks of our servers may differ. */
const TOLERANCE_SECONDS = 5;

/** Signs claims; the token ends at `expiresAt`. */
export async function signToken(keys: SigningKeys, form: TokenForm, token: { readonly claims: JWTPayload; readonly now: Date; readonly expiresAt: Date }): Promise<string> {
  const key = await keys.current();
  return await new SignJWT({ ...token.claims, tok: form.kind })
    .setProtectedHeader({ alg: key.algorithm, kid: key.id, typ: 'JWT' })
    .setIssuer(form.issuer).setAudience(form.audience)
    .setIssuedAt(token.now).setExpirationTime(token.expiresAt)
    .sign(key.signs);
}

/** The claims of a token of that form, or null: of another kind, key, algorithm, issuer or audience, changed, expired or not yet valid. */
export async function readToken(keys: SigningKeys, form: TokenForm, presented: { readonly token: string; readonly now: Date }): Promise<JWTPayload | null> {
  const look = lookAt(presented.token);
  if (look?.tok !== form.kind || look.kid === undefined) return null;
  const key = await keys.byId(look.kid);
  if (key === null) return null;
  const { issuer, audience } = form;
  try {
    const { payload } = await jwtVerify(presented.token, key.verifies, {
      algorithms: [key.algorithm], issuer, audience, clockTolerance: TOLERANCE_SECONDS, currentDate: presented.now, requiredClaims: ['sub', 'iat', 'exp'],
    });
    return payload.tok === form.kind ? payload : null;
  } catch {
    // Whatever is wrong with it, it is nobody's; the database was asked outside.
    return null;
  }
}
