// What the claims of a foreign token mean here: a role, and a name.
import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { covers, type Role } from '../../domain/access.ts';
import { MAX_USER_NAME, OIDC_PREFIX } from '../../domain/user.ts';

/** Longest subject that is taken, in characters: what OpenID allows. */
export const MAX_SUBJECT = 255;

/** The greatest role that any value of the claim has, a role of people before a service role; null when none has one. The claim may be a text or a list. */
export function roleOfClaim(claim: unknown, roles: ReadonlyMap<string, Role>): Role | null {
  const values = Array.isArray(claim) ? claim : [claim];
  const given = values.flatMap((value) => (typeof value === 'string' && roles.has(value) ? [roles.get(value)!] : []));
  const people = given.filter((role) => covers(role, 'viewer')).reduce<Role | null>((best, role) => (best === null || covers(role, best) ? role : best), null);
  return people ?? given[0] ?? null;
}

/** Who the token is about, at which provider; null when it does not say. */
export function subjectOf({ iss, sub }: JWTPayload): string | null {
  return iss !== undefined && sub !== undefined && sub.length > 0 && sub.length <= MAX_SUBJECT && /^[^\p{C}]+$/u.test(sub) ? `${withoutSlash(iss)} ${sub}` : null;
}

/** Names for the user, the first free one of which is taken: the preferred one, the subject, and one that nobody else can have. */
export function namesOf({ iss = '', sub = '', preferred_username: preferred }: JWTPayload): readonly string[] {
  const unique = createHash('sha256').update(`${withoutSlash(iss)} ${sub}`).digest('hex').slice(0, 40);
  return [preferred, sub, unique].filter((name) => typeof name === 'string' && isName(name)).map((name) => `${OIDC_PREFIX}${String(name)}`);
}

/** Providers write their own name with a slash at its end or without, and some change their mind. */
function withoutSlash(issuer: string): string {
  return issuer.replace(/\/+$/, '');
}

function isName(text: string): boolean {
  return text.length <= MAX_USER_NAME - OIDC_PREFIX.length && /^[^\p{C}\s](?:[^\p{C}]*[^\p{C}\s])?$/u.test(text);
}
