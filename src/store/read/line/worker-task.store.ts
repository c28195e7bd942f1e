// What outside workers say they are at.
import type { Connection, Statement } from '../../database.ts';

const TASKS: Statement = { name: 'load_task_of_worker', text: 'SELECT runner_id AS "runnerId", task_id AS "taskId" FROM outside_worker WHERE runner_id = ANY($1::uuid[]) AND task_id IS NOT NULL' };

/** The tasks that workers have reported themselves at, by runner; idle ones are left out. */
export function loadTasksOfWorkers(connection: Connection, runnerIds: readonly string[]): Promise<{ runnerId: string; taskId: string }[]> {
  return connection.query(TASKS, [runnerIds]);
}
