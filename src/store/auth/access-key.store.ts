// Statements on access keys; a row holds the SHA-256 of the secret, never the secret.
import type { Role } from '../../domain/access.ts';
import type { Connection, Statement } from '../database.ts';
import { STANDING, type StandingRow } from './standing.ts';

/** A key as it is made. */
export interface NewKeyRow {
  readonly id: string;
  /** SHA-256 of the secret, as 64 hexadecimal digits. */
  readonly secretHash: string;
  readonly userId: string;
  readonly label: string;
  readonly roleCap: Role;
}

/** What deciding about a presented key needs, in one row. */
export interface KeyWithUserRow extends StandingRow {
  readonly secretHash: string;
  readonly roleCap: Role;
  readonly revoked: boolean;
  /** No use was written down within the last minute. */
  readonly useIsOld: boolean;
}

/** A key as people see it in a list. */
export interface ListedKeyRow {
  readonly id: string;
  readonly label: string;
  readonly role: Role;
  readonly user: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Most keys one list shows, newest first. */
export const MAX_LISTED_KEYS = 1_000;

const INSERT: Statement = {
  name: 'auth_key_insert',
  text: 'INSERT INTO access_key (id, secret_hash, user_id, label, role_cap) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING RETURNING id',
};

const WITH_USER: Statement = {
  name: 'auth_key_with_user',
  text: `SELECT k.secret_hash AS "secretHash", k.role_cap AS "roleCap", k.revoked_at IS NOT NULL AS revoked,
      k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute' AS "useIsOld",
      ${STANDING}
    FROM access_key k JOIN "user" u ON u.id = k.user_id WHERE k.id = $1`,
};

// The minute is asked again: replicas see the same old use at the same time, one write is enough.
const TOUCH: Statement = {
  name: 'auth_key_touch',
  text: `UPDATE access_key SET last_used_at = now() WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
};

const REPLACE_SECRET: Statement = { name: 'auth_key_replace_secret', text: 'UPDATE access_key SET secret_hash = $2 WHERE id = $1 AND revoked_at IS NULL' };

const REVOKE: Statement = {
  name: 'auth_key_revoke',
  text: 'UPDATE access_key SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1 RETURNING id',
};

const LIST: Statement = {
  name: 'auth_key_list',
  text: `SELECT k.id, k.label, k.role_cap AS role, u.name AS "user", k.created_at AS "createdAt", k.last_used_at AS "lastUsedAt", k.revoked_at AS "revokedAt"
    FROM access_key k JOIN "user" u ON u.id = k.user_id ORDER BY k.created_at DESC, k.id LIMIT $1`,
};

const BY_ID: Statement = {
  name: 'auth_key_listed',
  text: `SELECT k.id, k.label, k.role_cap AS role, u.name AS "user", k.created_at AS "createdAt", k.last_used_at AS "lastUsedAt", k.revoked_at AS "revokedAt"
    FROM access_key k JOIN "user" u ON u.id = k.user_id WHERE k.id = $1`,
};

// Two servers that start at once on an empty database must not both print a first admin key.
const LOCK: Statement = { name: 'auth_bootstrap_lock', text: `SELECT pg_advisory_xact_lock(hashtextextended('switchyard.bootstrap', 0))` };

/** Writes a new key; false when the id is taken. */
export async function insertKey(conn: Connection, key: NewKeyRow): Promise<boolean> {
  return (await conn.query(INSERT, [key.id, key.secretHash, key.userId, key.label, key.roleCap])).length > 0;
}

/** The key with its user, revoked ones included, or null. */
export async function keyWithUser(conn: Connection, id: string): Promise<KeyWithUserRow | null> {
  const [row] = await conn.query<KeyWithUserRow>(WITH_USER, [id]);
  return row ?? null;
}

/** Writes down a use, at most once a minute. */
export async function touchKey(conn: Connection, id: string): Promise<void> {
  await conn.query(TOUCH, [id]);
}

/** Gives a key that is not revoked another secret. */
export async function replaceSecret(conn: Connection, id: string, secretHash: string): Promise<void> {
  await conn.query(REPLACE_SECRET, [id, secretHash]);
}

/** Ends a key; a repeat keeps the first time. False when there is no such key. */
export async function revokeKeyRow(conn: Connection, id: string): Promise<boolean> {
  return (await conn.query(REVOKE, [id])).length > 0;
}

/** The newest keys, at most `MAX_LISTED_KEYS`. */
export function listKeyRows(conn: Connection): Promise<ListedKeyRow[]> {
  return conn.query<ListedKeyRow>(LIST, [MAX_LISTED_KEYS]);
}

/** The key as people see it, or null. */
export async function listedKey(conn: Connection, id: string): Promise<ListedKeyRow | null> {
  const [row] = await conn.query<ListedKeyRow>(BY_ID, [id]);
  return row ?? null;
}

/** Makes this transaction the only one that bootstraps keys. */
export async function lockBootstrap(conn: Connection): Promise<void> {
  await conn.query(LOCK, []);
}
