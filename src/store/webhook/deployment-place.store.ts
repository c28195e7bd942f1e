// Where a deployment is.
import type { Connection, Statement } from '../database.ts';

const PLACE: Statement = { name: 'project-of-deployment', text: 'SELECT project_id AS "projectId" FROM deployment WHERE id = $1 AND deleted_at IS NULL' };

/** The project of a deployment that is there; undefined when there is none. */
export async function deploymentPlace(conn: Connection, id: string): Promise<string | undefined> {
  return (await conn.query<{ projectId: string }>(PLACE, [id]))[0]?.projectId;
}
