// Where things are that a task refers to: other tasks, models.
import type { Connection, Statement } from '../../database.ts';

/** Where something is; `isPublic`: everybody may read it. */
export interface ReferencePlace {
  readonly id: string;
  readonly projectId: string;
  readonly isPublic: boolean;
}

const TASKS: Statement = { name: 'task-places', text: 'SELECT id, project_id AS "projectId", is_public AS "isPublic" FROM task WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL' };

/** Where tasks are; those that do not exist are absent. */
export async function taskPlaces(conn: Connection, ids: readonly string[]): Promise<readonly ReferencePlace[]> {
  return ids.length === 0 ? [] : conn.query<ReferencePlace>(TASKS, [ids]);
}

const MODELS: Statement = { name: 'model-places', text: 'SELECT id, project_id AS "projectId", is_public AS "isPublic" FROM model WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL' };

/** Where models are; those that do not exist are absent. */
export async function modelPlaces(conn: Connection, ids: readonly string[]): Promise<readonly ReferencePlace[]> {
  return ids.length === 0 ? [] : conn.query<ReferencePlace>(MODELS, [ids]);
}
