// Statements on grants: what users may do in some projects only.
import type { Grant } from '../../domain/access.ts';
import { MAX_GRANTS } from '../../domain/user.ts';
import type { Connection, Statement } from '../database.ts';

// The count is right when the user is locked.
const PUT: Statement = {
  name: 'auth_grant_put',
  text: `INSERT INTO "grant" (user_id, path, role)
    SELECT $1, $2, $3 WHERE (SELECT count(*) FROM "grant" WHERE user_id = $1 AND path <> $2) < $4
    ON CONFLICT (user_id, path) DO UPDATE SET role = excluded.role RETURNING path`,
};

const REMOVE: Statement = { name: 'auth_grant_remove', text: 'DELETE FROM "grant" WHERE user_id = $1 AND path = $2 RETURNING path' };

const LIST: Statement = { name: 'auth_grant_list', text: `SELECT path, role FROM "grant" WHERE user_id = $1 ORDER BY path COLLATE "C" LIMIT ${MAX_GRANTS}` };

/** Gives a role at a path, in place of the one given there before; false when the user has `MAX_GRANTS` already. Lock the user first. */
export async function putGrant(conn: Connection, userId: string, grant: Grant): Promise<boolean> {
  return (await conn.query(PUT, [userId, grant.path, grant.role, MAX_GRANTS])).length > 0;
}

/** Takes the grant at a path away; false when there is none. */
export async function removeGrant(conn: Connection, userId: string, path: string): Promise<boolean> {
  return (await conn.query(REMOVE, [userId, path])).length > 0;
}

/** All grants of a user, in the order of their paths. */
export function grantsOf(conn: Connection, userId: string): Promise<Grant[]> {
  return conn.query<Grant>(LIST, [userId]);
}
