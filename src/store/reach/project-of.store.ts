// Which project a task or a run belongs to, read without a lock. That of a run never changes; a task may move, and is judged again under its lock.
import type { Connection, Statement } from '../database.ts';

const OF_TASK: Statement = { name: 'project-of-task', text: 'SELECT project_id AS "projectId" FROM task WHERE id = $1 AND deleted_at IS NULL' };
const OF_RUN: Statement = { name: 'project-of-run', text: 'SELECT project_id AS "projectId" FROM run WHERE id = $1 AND deleted_at IS NULL' };

/** The project of a task; undefined when there is no such task. */
export async function projectOfTask(conn: Connection, taskId: string): Promise<string | undefined> {
  return (await conn.query<{ projectId: string }>(OF_TASK, [taskId]))[0]?.projectId;
}

/** The project of a run; undefined when there is no such run. */
export async function projectOfRun(conn: Connection, runId: string): Promise<string | undefined> {
  return (await conn.query<{ projectId: string }>(OF_RUN, [runId]))[0]?.projectId;
}
