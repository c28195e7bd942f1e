// Users by place in the order of their names, for callers that count pages.
import type { Role } from '../../domain/access.ts';
import type { Connection, Statement } from '../database.ts';

/** A user as such lists show it. */
export interface WindowedUser {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Date;
}

/** Which users, and which part of them. */
export interface UserWindow {
  /** Null = all. */
  readonly ids: readonly string[] | null;
  readonly offset: number;
  readonly limit: number;
}

const WINDOW: Statement = {
  name: 'directory_window',
  text: `SELECT id, name, role, created_at AS "createdAt" FROM "user" WHERE $1::uuid[] IS NULL OR id = ANY($1) ORDER BY name OFFSET $2 LIMIT $3`,
};

/** The users of a window. */
export function userWindow(conn: Connection, { ids, offset, limit }: UserWindow): Promise<WindowedUser[]> {
  return conn.query<WindowedUser>(WINDOW, [ids, offset, limit]);
}
