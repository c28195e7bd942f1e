// Tokens of a provider: verified with its keys, their holders made users here at first sight.
import { type JWTPayload, jwtVerify } from 'jose';
import type { Role } from '../../domain/access.ts';
import { uuidv7 } from '../../domain/uuid.ts';
import { insertSubject, seeSubject, standingOfUser, type SubjectRow, userBySubject } from '../../store/auth/user.store.ts';
import type { StandingRow } from '../../store/auth/standing.ts';
import type { Connection } from '../../store/database.ts';
import { actorOf, type Principal, principalOf } from '../principal.ts';
import { lookAt } from '../token/token-claims.ts';
import { namesOf, roleOfClaim, subjectOf } from './oidc-claims.ts';
import type { ProviderKeys } from './provider-keys.ts';

/** Signatures that are taken: public keys only, so that no public key can be presented as a shared secret. */
export const OIDC_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];
/** Seconds by which the provider's clock may differ from ours. */
const TOLERANCE_SECONDS = 30;

/** Which tokens are taken, and what they give. */
export interface OidcRules {
  readonly issuer: string;
  readonly audience: string;
  readonly rolesClaim: string;
  readonly roles: ReadonlyMap<string, Role>;
}

/** A provider: its keys and our rules for its tokens. */
export interface OidcProvider {
  readonly keys: ProviderKeys;
  readonly rules: OidcRules;
}

/** Whose token it is, or null: not the provider's, not for us, changed, expired, without a role, or of a disabled user. Rejects only when the database does. */
export async function identifyOidc(db: Connection, { keys, rules }: OidcProvider, presented: { readonly token: string; readonly now: Date }): Promise<Principal | null> {
  const claims = await verified(keys, rules, presented);
  const role = claims === null ? null : roleOfClaim(claims[rules.rolesClaim], rules.roles);
  const subject = claims === null ? null : subjectOf(claims);
  const expiresAt = new Date((claims?.exp ?? Number.NaN) * 1_000);
  // An end beyond all time is none, and a token that never ends is nobody's.
  if (claims === null || role === null || subject === null || Number.isNaN(expiresAt.getTime())) return null;
  const user = await userOf(db, { subject, role, names: namesOf(claims) });
  // The provider says the role: this token's, whatever another one said last.
  const actor = actorOf({ ...user, userRole: role }, role);
  return principalOf(actor, { authenticatedBy: 'OIDC', keyId: `oidc:${claims.sub!}`, expiresAt });
}

/** How the user of a live token stands now, with the role that the token gave. */
export async function oidcStanding(db: Connection, principal: Principal): Promise<Principal | null> {
  const user = await standingOfUser(db, principal.actor.userId);
  return user === null ? null : principalOf(actorOf({ ...user, userRole: principal.actor.role }, principal.actor.role), principal);
}

async function verified(keys: ProviderKeys, { issuer, audience }: OidcRules, { token, now }: { token: string; now: Date }): Promise<JWTPayload | null> {
  const look = lookAt(token);
  if (look === null || look.tok !== undefined) return null;
  const find = await keys.forKey(look.kid);
  if (find === null) return null;
  try {
    // Providers write their own name with a slash at its end or without.
    const options = { algorithms: OIDC_ALGORITHMS, issuer: [issuer, `${issuer}/`], audience, clockTolerance: TOLERANCE_SECONDS, currentDate: now, requiredClaims: ['sub', 'iat', 'exp'] };
    return (await jwtVerify(token, find, options)).payload;
  } catch {
    // Whatever is wrong with it, it is nobody's.
    return null;
  }
}

async function userOf(db: Connection, seen: { readonly subject: string; readonly role: Role; readonly names: readonly string[] }): Promise<StandingRow> {
  const known = await userBySubject(db, seen.subject);
  if (known !== null) return await noted(db, known, seen.role);
  for (const name of seen.names) {
    await insertSubject(db, { id: uuidv7(), name, role: seen.role, subject: seen.subject });
    // There now, by us or by another server at the same moment; else another user has the name.
    const made = await userBySubject(db, seen.subject);
    if (made !== null) return made;
  }
  throw new Error(`no user could be made for ${seen.subject}: every name is taken`);
}

async function noted(db: Connection, user: SubjectRow, role: Role): Promise<StandingRow> {
  // Another role at once: keys and sessions of the user have no token that would say it.
  if (user.seenIsOld || user.userRole !== role) await seeSubject(db, user.userId, role);
  return user;
}
