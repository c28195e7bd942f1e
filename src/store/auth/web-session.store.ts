// Statements on sessions of people; a row holds a hash of the session's id, never a token.
import type { Role } from '../../domain/access.ts';
import type { Connection, Statement } from '../database.ts';
import { STANDING, type StandingRow } from './standing.ts';

/** A session as it is opened. */
export interface NewSessionRow {
  readonly id: string;
  readonly userId: string;
  /** The access key it is opened with, which ends it when revoked. */
  readonly keyId: string | null;
  readonly roleCap: Role;
  readonly epoch: number;
  /** Hours from now for which it lasts. */
  readonly hours: number;
  /** Not beyond this time; null = no matter. */
  readonly notAfter: Date | null;
}

/** What deciding about a presented session needs. */
export interface SessionWithUserRow extends StandingRow {
  readonly roleCap: Role;
  readonly expiresAt: Date;
  /** Revoked, expired, opened under an older password, or its key was revoked. */
  readonly isOver: boolean;
  /** No use was written down within the last minute. */
  readonly useIsOld: boolean;
}

/** A session as its user and admins see it. */
export interface ListedSessionRow {
  readonly id: string;
  readonly role: Role;
  readonly keyId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Most sessions of one user that count at a time; one more ends the oldest. */
export const MAX_SESSIONS = 100;
/** Days for which a session that is over can still be looked at. */
export const SESSION_MEMORY_DAYS = 7;
/** Most old sessions that one opening forgets: more than one, so that they become fewer. */
const FORGET_AT_ONCE = 100;

const INSERT: Statement = {
  name: 'auth_session_insert',
  text: `INSERT INTO web_session (id, user_id, key_id, role_cap, epoch, expires_at)
    VALUES ($1, $2, $3, $4, $5, least(now() + make_interval(hours => $6), $7::timestamptz)) RETURNING expires_at AS "expiresAt"`,
};

const END_OLDEST: Statement = {
  name: 'auth_session_end_oldest',
  text: `UPDATE web_session SET revoked_at = now() WHERE revoked_at IS NULL AND id IN (
      SELECT id FROM web_session WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > now() ORDER BY created_at DESC OFFSET ${MAX_SESSIONS})`,
};

const FORGET: Statement = {
  name: 'auth_session_forget',
  text: `DELETE FROM web_session WHERE id IN (
      SELECT id FROM web_session WHERE expires_at < now() - interval '${SESSION_MEMORY_DAYS} days' ORDER BY expires_at LIMIT ${FORGET_AT_ONCE} FOR UPDATE SKIP LOCKED)`,
};

const WITH_USER: Statement = {
  name: 'auth_session_with_user',
  text: `SELECT ${STANDING}, s.role_cap AS "roleCap", s.expires_at AS "expiresAt",
      s.revoked_at IS NOT NULL OR s.expires_at <= now() OR s.epoch <> u.token_epoch OR k.revoked_at IS NOT NULL AS "isOver",
      s.last_used_at IS NULL OR s.last_used_at < now() - interval '1 minute' AS "useIsOld"
    FROM web_session s JOIN "user" u ON u.id = s.user_id LEFT JOIN access_key k ON k.id = s.key_id WHERE s.id = $1`,
};

const TOUCH: Statement = {
  name: 'auth_session_touch',
  text: `UPDATE web_session SET last_used_at = now() WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
};

const REVOKE: Statement = { name: 'auth_session_revoke', text: 'UPDATE web_session SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1 RETURNING user_id AS "userId"' };

const COLUMNS = 'id, role_cap AS role, key_id AS "keyId", created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"';

const BY_ID: Statement = { name: 'auth_session_listed', text: `SELECT user_id AS "userId", ${COLUMNS} FROM web_session WHERE id = $1` };

const LIST: Statement = {
  name: 'auth_session_list',
  text: `SELECT ${COLUMNS}
    FROM web_session WHERE user_id = $1 ORDER BY created_at DESC, id LIMIT ${MAX_SESSIONS}`,
};

/** Opens a session and says when it ends; ends the user's oldest one too many, and forgets old ones of anybody. */
export async function insertSession(conn: Connection, session: NewSessionRow): Promise<Date> {
  const [row] = await conn.query<{ expiresAt: Date }>(INSERT, [session.id, session.userId, session.keyId, session.roleCap, session.epoch, session.hours, session.notAfter]);
  await conn.query(END_OLDEST, [session.userId]);
  await conn.query(FORGET, []);
  return row!.expiresAt;
}

/** The session with its user, those that are over included, or null. */
export async function sessionWithUser(conn: Connection, id: string): Promise<SessionWithUserRow | null> {
  const [row] = await conn.query<SessionWithUserRow>(WITH_USER, [id]);
  return row ?? null;
}

/** Writes down a use, at most once a minute. */
export async function touchSession(conn: Connection, id: string): Promise<void> {
  await conn.query(TOUCH, [id]);
}

/** Ends a session; a repeat keeps the first time. The id of its user, or null when there is no such session. */
export async function revokeSessionRow(conn: Connection, id: string): Promise<string | null> {
  const [row] = await conn.query<{ userId: string }>(REVOKE, [id]);
  return row?.userId ?? null;
}

/** One session and whose it is, or null. */
export async function sessionOfId(conn: Connection, id: string): Promise<(ListedSessionRow & { readonly userId: string }) | null> {
  const [row] = await conn.query<ListedSessionRow & { readonly userId: string }>(BY_ID, [id]);
  return row ?? null;
}

/** The newest sessions of a user, those that are over included, at most `MAX_SESSIONS`. */
export function sessionsOf(conn: Connection, userId: string): Promise<ListedSessionRow[]> {
  return conn.query<ListedSessionRow>(LIST, [userId]);
}
