// Users with their grants, keys and ways in, as they are shown and as rules about them need.
import type { AdminWays } from '../../domain/last-admin.ts';
import type { Grant, Role } from '../../domain/access.ts';
import type { Connection, Statement } from '../database.ts';
import type { ListedUserRow } from '../auth/user-admin.store.ts';
import { type KeysetPage, type RowPage, rowPage, SqlParameters } from '../read/keyset.ts';
import { COUNT_CAP } from '../read/listing.ts';

/** A user as admins, and the user itself, see it. */
export interface ShownUser extends ListedUserRow {
  /** In the order of their paths; they count when `everywhere` is false. */
  readonly grants: readonly Grant[];
}

const SELECT = `u.id, u.name, u.role, u.everywhere, u.password_hash IS NOT NULL AS "hasPassword", u.subject IS NOT NULL AS "isForeign", u.created_at AS "createdAt", u.disabled_at AS "disabledAt",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('path', g.path, 'role', g.role) ORDER BY g.path COLLATE "C"), '[]') FROM "grant" g WHERE g.user_id = u.id) AS grants`;

/** Users in the order of their names; the key of a row is its name. */
export async function usersPage(conn: Connection, page: KeysetPage): Promise<RowPage<ShownUser>> {
  const parameters = new SqlParameters();
  const where = [
    ...(page.after === null ? [] : [`u.name > ${parameters.add(page.after[0])}`]),
    ...(page.before === null ? [] : [`u.name < ${parameters.add(page.before[0])}`]),
  ];
  const text = `SELECT ${SELECT} FROM "user" u ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')} `}ORDER BY u.name ${page.backward ? 'DESC' : 'ASC'} LIMIT ${parameters.add(page.limit + 1)}`;
  return rowPage(await conn.query<ShownUser>({ name: '', text }, parameters.values), page);
}

const COUNT: Statement = { name: 'directory_count', text: `SELECT count(*)::int AS n FROM (SELECT FROM "user" LIMIT ${COUNT_CAP}) counted` };

/** How many users there are, at most `COUNT_CAP`. */
export async function userCount(conn: Connection): Promise<number> {
  return (await conn.query<{ n: number }>(COUNT, []))[0]!.n;
}

const BY_ID: Statement = { name: 'directory_user', text: `SELECT ${SELECT} FROM "user" u WHERE u.id = $1` };

/** One user, or null. */
export async function userOfId(conn: Connection, id: string): Promise<ShownUser | null> {
  return (await conn.query<ShownUser>(BY_ID, [id]))[0] ?? null;
}

/** Most keys of one user that can be used at a time. */
export const MAX_USER_KEYS = 100;

/** A key of a user, without its secret, which nobody has. */
export interface UserKey {
  readonly id: string;
  readonly userId: string;
  readonly label: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

const KEY_COLUMNS = 'id, user_id AS "userId", label, role_cap AS role, created_at AS "createdAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"';
const KEYS: Statement = { name: 'directory_keys', text: `SELECT ${KEY_COLUMNS} FROM access_key WHERE user_id = $1 ORDER BY revoked_at IS NOT NULL, created_at DESC, id LIMIT ${MAX_USER_KEYS}` };
const KEY: Statement = { name: 'directory_key', text: `SELECT ${KEY_COLUMNS} FROM access_key WHERE id = $1` };
const USABLE: Statement = { name: 'directory_usable_keys', text: `SELECT count(*)::int AS n FROM access_key WHERE user_id = $1 AND revoked_at IS NULL` };

/** Keys of a user: those that can be used first, each part newest first, at most `MAX_USER_KEYS`. */
export function keysOfUser(conn: Connection, userId: string): Promise<UserKey[]> {
  return conn.query<UserKey>(KEYS, [userId]);
}

/** One key, or null. */
export async function keyOfId(conn: Connection, id: string): Promise<UserKey | null> {
  return (await conn.query<UserKey>(KEY, [id]))[0] ?? null;
}

/** How many keys of a user can be used; right for who has locked the user. */
export async function usableKeys(conn: Connection, userId: string): Promise<number> {
  return (await conn.query<{ n: number }>(USABLE, [userId]))[0]!.n;
}

const LOCK: Statement = { name: 'directory_lock', text: `SELECT pg_advisory_xact_lock(hashtextextended('switchyard.users', 0))` };

/** Makes this transaction the only one that changes users, keys or grants: two that each take one of the last two ways in must not pass each other. */
export async function lockUsers(tx: Connection): Promise<void> {
  await tx.query(LOCK, []);
}

// Users of a provider of tokens do not count: it may give them another role at any time. Two users, and two keys of each, are enough to know that none of them is the last.
const WAYS: Statement = {
  name: 'directory_admin_ways',
  text: `SELECT * FROM (
      SELECT u.id AS "userId", u.password_hash IS NOT NULL AS "hasPassword",
        ARRAY(SELECT k.id FROM access_key k WHERE k.user_id = u.id AND k.role_cap = 'admin' AND k.revoked_at IS NULL ORDER BY k.id LIMIT 2) AS "keyIds"
      FROM "user" u WHERE u.role = 'admin' AND u.everywhere AND u.disabled_at IS NULL AND u.subject IS NULL) w
    WHERE "hasPassword" OR cardinality("keyIds") > 0 ORDER BY "userId" LIMIT 2`,
};

/** Ways in of admins; hold `lockUsers`. */
export function adminWays(tx: Connection): Promise<AdminWays[]> {
  return tx.query<AdminWays>(WAYS, []);
}
