// Who a caller is: the holder of an access key, or in open mode the user `local`.
import { type Actor, covers, type Role } from '../domain/access.ts';
import { type KeyWithUserRow, keyWithUser, touchKey } from '../store/auth/access-key.store.ts';
import type { Connection } from '../store/database.ts';
import { hashSecret, isSecret, parseKey } from './secret.ts';
import { ShortCache } from './short-cache.ts';

/** Longest time, in milliseconds, for which a decision about a key is used again; a revoked key works at most this long. */
export const KEY_TTL_MS = 5_000;
/** Most keys remembered at a time. */
export const MAX_REMEMBERED_KEYS = 1_000;

/** A caller and the key that says so; `keyId` is null for the user `local` of open mode. */
export interface Principal {
  readonly actor: Actor;
  readonly keyId: string | null;
}

/** Decides who presents a key; the text is `<key id>.<secret>` without the word Bearer. Rejects only when the database does. */
export interface Authenticator {
  readonly mode: 'open' | 'keys';
  /** The caller, or null = nobody: answer 401. In open mode always the user `local`, whatever was presented. */
  identify(presented: string | null): Promise<Principal | null>;
  /** The caller by key, in every mode; for what open mode does not open. */
  identifyKey(presented: string | null): Promise<Principal | null>;
  /** False once the principal's key was revoked or its role changed, at most `KEY_TTL_MS` late; for connections that stay open. */
  isCurrent(principal: Principal): Promise<boolean>;
}

/** What an authenticator stands on. */
export interface AuthenticatorOptions {
  readonly mode: 'open' | 'keys';
  readonly db: Connection;
  /** The caller of open mode. */
  readonly local: Actor;
  /** Monotonic milliseconds; tests bring their own. @default performance.now */
  readonly now?: () => number;
}

/** An authenticator with a short memory of its own. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { mode, db, local, now = () => performance.now() } = options;
  const limits = { ttlMs: KEY_TTL_MS, limit: MAX_REMEMBERED_KEYS, now };
  // Only good answers are kept: a key made a moment after it was tried must work at once.
  const principals = new ShortCache<Principal | null>({ ...limits, keep: (answer) => answer !== null });
  const roles = new ShortCache<Role | null>({ ...limits, keep: () => true });
  const identifyKey = async (presented: string | null): Promise<Principal | null> => {
    const key = presented === null ? null : parseKey(presented);
    // The question holds the hash, not the secret: memory of the process is not a place to keep secrets.
    return key === null ? null : await principals.get(`${key.id}.${hashSecret(key.secret)}`, () => verify(db, key));
  };
  return {
    mode,
    identifyKey,
    identify: (presented) => (mode === 'open' ? Promise.resolve({ actor: local, keyId: null }) : identifyKey(presented)),
    async isCurrent({ actor, keyId }) {
      if (keyId === null) return true;
      return (await roles.get(keyId, () => roleOfKey(db, keyId))) === actor.role;
    },
  };
}

async function verify(db: Connection, key: { id: string; secret: string }): Promise<Principal | null> {
  const row = await keyWithUser(db, key.id);
  if (row === null || !isSecret(key.secret, row.secretHash)) return null;
  const role = grantedRole(row);
  if (role === null) return null;
  if (row.useIsOld) await touchKey(db, key.id);
  return { actor: { userId: row.userId, name: row.userName, role, grants: null }, keyId: key.id };
}

async function roleOfKey(db: Connection, keyId: string): Promise<Role | null> {
  const row = await keyWithUser(db, keyId);
  return row === null ? null : grantedRole(row);
}

/** The lesser of the key's role and its user's; null when revoked, or when neither covers the other. */
function grantedRole(row: KeyWithUserRow): Role | null {
  if (row.revoked) return null;
  if (covers(row.userRole, row.roleCap)) return row.roleCap;
  return covers(row.roleCap, row.userRole) ? row.userRole : null;
}
