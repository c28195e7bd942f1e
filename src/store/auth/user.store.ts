// Statements on the users that access keys belong to.
import type { Role } from '../../domain/access.ts';
import type { Connection, Statement } from '../database.ts';

/** Who a key belongs to. */
export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

const INSERT: Statement = {
  name: 'auth_user_insert',
  text: `INSERT INTO "user" (id, name, role) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING`,
};

const BY_NAME: Statement = { name: 'auth_user_by_name', text: `SELECT id, name, role FROM "user" WHERE name = $1` };

/** Makes the user unless one has that name already; the one that is there keeps its role. */
export async function insertUserOnce(conn: Connection, user: UserRow): Promise<void> {
  await conn.query(INSERT, [user.id, user.name, user.role]);
}

/** The user of that name, or null. */
export async function userByName(conn: Connection, name: string): Promise<UserRow | null> {
  const [row] = await conn.query<UserRow>(BY_NAME, [name]);
  return row ?? null;
}
