// Drafts: one row a user.
import type { Draft } from '../../domain/run/draft.ts';
import type { Connection, Statement } from '../database.ts';

const COLUMNS = `user_id AS "userId", body, version, updated_at AS "updatedAt"`;

const READ: Statement = { name: 'draft-of-user', text: `SELECT ${COLUMNS} FROM draft WHERE user_id = $1` };

/** The draft of a user. */
export async function draftOfUser(connection: Connection, userId: string): Promise<Draft | undefined> {
  return (await connection.query<Draft>(READ, [userId]))[0];
}

// A row that another transaction writes at this moment is waited for, and its new version is the one compared.
const WRITE: Statement = {
  name: 'write-draft',
  text: `INSERT INTO draft (user_id, body) SELECT $1::uuid, $2::jsonb WHERE coalesce($3::int, 0) = 0 OR EXISTS (SELECT 1 FROM draft WHERE user_id = $1)
    ON CONFLICT (user_id) DO UPDATE SET body = excluded.body, version = draft.version + 1, updated_at = now() WHERE $3::int IS NULL OR draft.version = $3
    RETURNING version`,
};

/** Writes the draft of a user when it is in the version named (0: there is none yet; null: whatever it is). Gives its new version, or null. */
export async function writeDraft(tx: Connection, draft: Pick<Draft, 'userId' | 'body'> & { readonly ifVersion: number | null }): Promise<number | null> {
  const rows = await tx.query<{ version: number }>(WRITE, [draft.userId, JSON.stringify(draft.body), draft.ifVersion]);
  return rows[0]?.version ?? null;
}
