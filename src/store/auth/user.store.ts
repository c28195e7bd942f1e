// Statements by which callers are found: users by name, by id and by what a provider of tokens calls them.
import type { Role } from '../../domain/access.ts';
import type { Connection, Statement } from '../database.ts';
import { STANDING, type StandingRow } from './standing.ts';

/** Who a key belongs to. */
export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** A user who may have a password. */
export interface PasswordRow extends StandingRow {
  readonly passwordHash: string | null;
}

/** A user whom a provider of tokens vouches for. */
export interface SubjectRow extends StandingRow {
  /** No sight was written down within the last minute. */
  readonly seenIsOld: boolean;
}

const INSERT: Statement = {
  name: 'auth_user_insert',
  text: `INSERT INTO "user" (id, name, role) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING`,
};

const BY_NAME: Statement = { name: 'auth_user_by_name', text: `SELECT id, name, role FROM "user" WHERE name = $1` };

const STANDING_BY_ID: Statement = { name: 'auth_user_standing', text: `SELECT ${STANDING} FROM "user" u WHERE u.id = $1` };

const STANDING_BY_NAME: Statement = { name: 'auth_user_standing_by_name', text: `SELECT ${STANDING} FROM "user" u WHERE u.name = $1` };

const WITH_PASSWORD: Statement = { name: 'auth_user_with_password', text: `SELECT ${STANDING}, u.password_hash AS "passwordHash" FROM "user" u WHERE u.name = $1` };

const BY_SUBJECT: Statement = {
  name: 'auth_user_by_subject',
  text: `SELECT ${STANDING}, u.seen_at IS NULL OR u.seen_at < now() - interval '1 minute' AS "seenIsOld" FROM "user" u WHERE u.subject = $1`,
};

// Another server may see the subject at the same moment, and another subject may have the name: both are for the caller to look at.
const INSERT_SUBJECT: Statement = {
  name: 'auth_user_insert_subject',
  text: `INSERT INTO "user" (id, name, role, subject, seen_at) VALUES ($1, $2, $3, $4, now()) ON CONFLICT DO NOTHING RETURNING id`,
};

// The minute is asked again: replicas see the same old sight at the same time, one write is enough.
const SEE: Statement = {
  name: 'auth_user_see',
  text: `UPDATE "user" SET seen_at = now(), role = $2 WHERE id = $1 AND (role <> $2 OR seen_at IS NULL OR seen_at < now() - interval '1 minute')`,
};

/** Makes the user unless one has that name already; the one that is there keeps its role. */
export async function insertUserOnce(conn: Connection, user: UserRow): Promise<void> {
  await conn.query(INSERT, [user.id, user.name, user.role]);
}

/** The user of that name, or null. */
export async function userByName(conn: Connection, name: string): Promise<UserRow | null> {
  const [row] = await conn.query<UserRow>(BY_NAME, [name]);
  return row ?? null;
}

/** How the user stands now, or null. */
export async function standingOfUser(conn: Connection, id: string): Promise<StandingRow | null> {
  const [row] = await conn.query<StandingRow>(STANDING_BY_ID, [id]);
  return row ?? null;
}

/** How the user of that name stands now, or null. */
export async function standingByName(conn: Connection, name: string): Promise<StandingRow | null> {
  const [row] = await conn.query<StandingRow>(STANDING_BY_NAME, [name]);
  return row ?? null;
}

/** The user of that name with the hash of the password, or null. */
export async function userWithPassword(conn: Connection, name: string): Promise<PasswordRow | null> {
  const [row] = await conn.query<PasswordRow>(WITH_PASSWORD, [name]);
  return row ?? null;
}

/** The user of that subject, or null. */
export async function userBySubject(conn: Connection, subject: string): Promise<SubjectRow | null> {
  const [row] = await conn.query<SubjectRow>(BY_SUBJECT, [subject]);
  return row ?? null;
}

/** Makes a user for a subject; false when the subject or the name is there already. */
export async function insertSubject(conn: Connection, user: UserRow & { readonly subject: string }): Promise<boolean> {
  return (await conn.query(INSERT_SUBJECT, [user.id, user.name, user.role, user.subject])).length > 0;
}

/** Writes down that the provider vouched for the user, and with which role: at most once a minute, but another role at once. */
export async function seeSubject(conn: Connection, id: string, role: Role): Promise<void> {
  await conn.query(SEE, [id, role]);
}
