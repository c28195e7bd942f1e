// A caller that was let in: who it is, by what, and until when.
import { type Actor, lesserRole, type Role } from '../domain/access.ts';
import { type Caller, SESSION_PREFIX } from '../domain/call.ts';
import type { StandingRow } from '../store/auth/standing.ts';

/** Ways to be somebody. TOKEN = one that we gave for an access key ourselves. */
export const AUTHENTICATIONS = ['OPEN', 'KEY', 'PASSWORD', 'SESSION', 'TOKEN', 'OIDC'] as const;
/** A way to be somebody. */
export type Authentication = (typeof AUTHENTICATIONS)[number];

/** A caller and what says so. */
export interface Principal extends Caller {
  /** The id of an access key, or `session:`, `password:` or `oidc:` and an id; null for the user of open mode. */
  readonly keyId: string | null;
  readonly lockKey: string | null;
  readonly authenticatedBy: Authentication;
  /** When it ends by itself; null = never. */
  readonly expiresAt: Date | null;
  /** Epoch of the user's password that it stands on; null = on none. */
  readonly epoch: number | null;
}

/** The user as an actor with a role of at most `cap`, or null: the user is disabled, or neither role covers the other. */
export function actorOf(user: StandingRow, cap: Role): Actor | null {
  const role = user.disabled ? null : lesserRole(user.userRole, cap);
  return role === null ? null : { userId: user.userId, name: user.userName, role, grants: user.everywhere ? null : user.grants };
}

/** A principal with nothing but what is said of it. */
export function principalOf(actor: Actor | null, by: Pick<Principal, 'authenticatedBy' | 'keyId'> & Partial<Pick<Principal, 'expiresAt' | 'epoch'>>): Principal | null {
  const { authenticatedBy, keyId, expiresAt = null, epoch = null } = by;
  return actor === null ? null : { actor, keyId, lockKey: null, authenticatedBy, expiresAt, epoch };
}

/** Whether both may do the same, on the same password. */
export function standsAs(a: Principal, b: Principal): boolean {
  return a.actor.role === b.actor.role && a.epoch === b.epoch && JSON.stringify(a.actor.grants) === JSON.stringify(b.actor.grants);
}

/** Ways to be somebody as callers see them: a token of our issuer counts as the key it was given for. */
export const CALLER_AUTHENTICATIONS = ['OPEN', 'KEY', 'PASSWORD', 'SESSION', 'OIDC'] as const satisfies readonly Authentication[];
/** A way to be somebody, as callers see it. */
export type CallerAuthentication = (typeof CALLER_AUTHENTICATIONS)[number];

/** By what somebody with that `keyId` is somebody. */
export function authenticationOf(keyId: string | null): CallerAuthentication {
  if (keyId === null) return 'OPEN';
  if (keyId.startsWith(SESSION_PREFIX)) return 'SESSION';
  if (keyId.startsWith('password:')) return 'PASSWORD';
  return keyId.startsWith('oidc:') ? 'OIDC' : 'KEY';
}
