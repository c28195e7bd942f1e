// Tokens that open one object of the storage of deployments for whoever holds its address.
import { readToken, signToken, type TokenForm } from './own-token.ts';
import type { SigningKeys } from './signing-keys.ts';
import { TOKEN_KINDS } from './token-claims.ts';

const FORM: TokenForm = { kind: TOKEN_KINDS.object, issuer: 'switchyard', audience: 'switchyard:object' };

/** Longest life of such a token, in seconds: a week. Nothing but its end and the end of the object takes it back. */
export const MAX_OBJECT_TOKEN_SECONDS = 604_800;

/** A token for the object of an id. */
export function signObjectToken(keys: SigningKeys, object: { readonly uid: string; readonly now: Date; readonly expiresAt: Date }): Promise<string> {
  const { uid, now, expiresAt } = object;
  return signToken(keys, FORM, { claims: { sub: uid }, now, expiresAt });
}

/** The id of the object that a token opens; null when it is none of these, changed, or over. */
export async function objectOfToken(keys: SigningKeys, presented: { readonly token: string; readonly now: Date }): Promise<string | null> {
  return (await readToken(keys, FORM, presented))?.sub ?? null;
}
