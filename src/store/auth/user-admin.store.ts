// Statements by which users are managed: made, changed, listed.
import type { Role } from '../../domain/access.ts';
import type { Connection, Statement } from '../database.ts';

/** A user as it is made. */
export interface NewUserRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly everywhere: boolean;
  /** As `hashPassword` makes it; null for who comes with keys or tokens only. */
  readonly passwordHash: string | null;
}

/** A user as admins see it. */
export interface ListedUserRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly everywhere: boolean;
  readonly hasPassword: boolean;
  /** A provider of tokens vouches for it, and says its role. */
  readonly isForeign: boolean;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
}

/** Most users one page lists. */
export const MAX_LISTED_USERS = 1_000;

const COLUMNS = `id, name, role, everywhere, password_hash IS NOT NULL AS "hasPassword", subject IS NOT NULL AS "isForeign", created_at AS "createdAt", disabled_at AS "disabledAt"`;

const INSERT: Statement = {
  name: 'auth_user_make',
  text: `INSERT INTO "user" (id, name, role, everywhere, password_hash) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING RETURNING id`,
};

const UPDATE: Statement = {
  name: 'auth_user_update',
  text: `UPDATE "user" SET role = coalesce($2, role), everywhere = coalesce($3, everywhere) WHERE id = $1 RETURNING id`,
};

const DISABLE: Statement = {
  name: 'auth_user_disable',
  text: `UPDATE "user" SET disabled_at = CASE WHEN $2 THEN coalesce(disabled_at, now()) END WHERE id = $1 RETURNING id`,
};

// The epoch ends every session and every remembered password of before.
const SET_PASSWORD: Statement = {
  name: 'auth_user_set_password',
  text: `UPDATE "user" SET password_hash = $2, token_epoch = token_epoch + 1 WHERE id = $1 RETURNING id`,
};

const BY_ID: Statement = { name: 'auth_user_listed', text: `SELECT ${COLUMNS} FROM "user" WHERE id = $1` };

const LIST: Statement = { name: 'auth_user_list', text: `SELECT ${COLUMNS} FROM "user" WHERE $1::text IS NULL OR name > $1 ORDER BY name LIMIT $2` };

const LOCK: Statement = { name: 'auth_user_lock', text: `SELECT id FROM "user" WHERE id = $1 FOR NO KEY UPDATE` };

/** Makes a user; false when the name is taken. */
export async function insertUser(conn: Connection, user: NewUserRow): Promise<boolean> {
  return (await conn.query(INSERT, [user.id, user.name, user.role, user.everywhere, user.passwordHash])).length > 0;
}

/** Changes what is not null; false when there is no such user. Takes effect within `KEY_TTL_MS`. */
export async function updateUser(conn: Connection, user: { readonly id: string; readonly role: Role | null; readonly everywhere: boolean | null }): Promise<boolean> {
  return (await conn.query(UPDATE, [user.id, user.role, user.everywhere])).length > 0;
}

/** Ends all that the user may, keys and sessions included, or gives it back; a repeat keeps the first time. False when there is no such user. */
export async function disableUser(conn: Connection, id: string, disabled: boolean): Promise<boolean> {
  return (await conn.query(DISABLE, [id, disabled])).length > 0;
}

/** Sets the hash of the password, or takes the password away (null), and ends all sessions; false when there is no such user. */
export async function setPasswordHash(conn: Connection, id: string, hash: string | null): Promise<boolean> {
  return (await conn.query(SET_PASSWORD, [id, hash])).length > 0;
}

/** The user as admins see it, or null. */
export async function listedUser(conn: Connection, id: string): Promise<ListedUserRow | null> {
  const [row] = await conn.query<ListedUserRow>(BY_ID, [id]);
  return row ?? null;
}

/** Users in the order of their names, those behind `after`, at most `limit` and never more than `MAX_LISTED_USERS`. */
export function listUserRows(conn: Connection, page: { readonly after: string | null; readonly limit: number }): Promise<ListedUserRow[]> {
  return conn.query<ListedUserRow>(LIST, [page.after, Math.min(page.limit, MAX_LISTED_USERS)]);
}

/** Makes this transaction the only one that changes the user; false when there is none. */
export async function lockUser(conn: Connection, id: string): Promise<boolean> {
  return (await conn.query(LOCK, [id])).length > 0;
}
