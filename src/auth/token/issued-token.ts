// Tokens that our small issuer gives for access keys, for programs that know nothing but OpenID.
import type { Role } from '../../domain/access.ts';
import { readToken, signToken, type TokenForm } from './own-token.ts';
import type { SigningKeys } from './signing-keys.ts';
import { TOKEN_KINDS } from './token-claims.ts';

/** Seconds for which an issued token lives. */
export const ISSUED_TOKEN_SECONDS = 3_600;

/** Who issues, and for whom. */
export interface Issuer {
  /** Address of the issuer, the `iss` of its tokens. */
  readonly url: string;
  /** The `aud` of its tokens. */
  readonly audience: string;
}

/** An issued token, verified. */
export interface IssuedToken {
  /** The access key it was given for. */
  readonly keyId: string;
  readonly userId: string;
  readonly expiresAt: Date;
}

/** A token for a key; its role in words of workload managers is among the claims. */
export function issueToken(keys: SigningKeys, issuer: Issuer, of: { readonly keyId: string; readonly userId: string; readonly name: string; readonly role: Role; readonly now: Date }): Promise<string> {
  const expiresAt = new Date(of.now.getTime() + ISSUED_TOKEN_SECONDS * 1_000);
  const claims = { sub: of.userId, azp: of.keyId, preferred_username: of.name, ...ewmsClaims(of.role) };
  return signToken(keys, formOf(issuer), { claims, now: of.now, expiresAt });
}

/** Reads a token of this issuer; null when it is none, or no longer valid. */
export async function readIssuedToken(keys: SigningKeys, issuer: Issuer, presented: { readonly token: string; readonly now: Date }): Promise<IssuedToken | null> {
  const claims = await readToken(keys, formOf(issuer), presented);
  if (claims?.sub === undefined || claims.exp === undefined || typeof claims.azp !== 'string') return null;
  return { keyId: claims.azp, userId: claims.sub, expiresAt: new Date(claims.exp * 1_000) };
}

/** What workload managers read of a role: people who may command work are users there, taskforce managers are themselves, others nobody. */
export function ewmsClaims(role: Role): { readonly ewms_role: readonly string[]; readonly groups: readonly string[] } {
  if (role === 'tms') return { ewms_role: ['system-tms'], groups: [] };
  const isUser = role === 'operator' || role === 'admin';
  return isUser ? { ewms_role: ['user'], groups: ['/tokens/ewms-dev'] } : { ewms_role: [], groups: [] };
}

function formOf({ url, audience }: Issuer): TokenForm {
  return { kind: TOKEN_KINDS.issued, issuer: url, audience };
}
