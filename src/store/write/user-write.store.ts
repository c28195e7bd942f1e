// Users as the seed makes them.
import type { Role } from '../../domain/access.ts';
import type { Connection, Statement } from '../database.ts';

const ENSURE: Statement = {
  name: 'ensure-user',
  text: `WITH made AS (INSERT INTO "user" (id, name, role) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING RETURNING id)
    SELECT id FROM made UNION ALL SELECT id FROM "user" WHERE name = $2 LIMIT 1`,
};

/** The id of the user of a name, made when missing. */
export async function ensureUser(tx: Connection, user: { id: string; name: string; role: Role }): Promise<string> {
  const found = await tx.query<{ id: string }>(ENSURE, [user.id, user.name, user.role]);
  // Nothing when another server made it at this very moment: its row is visible to the next statement.
  return (found[0] ?? (await tx.query<{ id: string }>(ENSURE, [user.id, user.name, user.role]))[0]!).id;
}
