// The projects of several tasks, for what is judged by whichever of them is there.
import type { Connection, Statement } from '../database.ts';

const OF_TASKS: Statement = { name: 'projects-of-tasks', text: 'SELECT id, project_id AS "projectId" FROM task WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL' };

/** Project by task; tasks that are not there are absent. */
export async function projectsOfTasks(conn: Connection, taskIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await conn.query<{ id: string; projectId: string }>(OF_TASKS, [taskIds]);
  return new Map(rows.map(({ id, projectId }) => [id, projectId]));
}
