// How far the output of some tasks has come: the backstop for those who watch it live.
import type { Connection, Statement } from '../database.ts';

/** Changes whenever a task has new lines. */
export interface LogProgress {
  readonly taskId: string;
  readonly generation: number;
  /** The number the next line will get. */
  readonly next: number;
}

/** The newest generation's progress of each of these tasks; tasks without output are left out. */
export function logProgress(conn: Connection, taskIds: readonly string[]): Promise<LogProgress[]> {
  return conn.query<LogProgress>(PROGRESS, [taskIds]);
}

const PROGRESS: Statement = {
  name: 'event.log_progress',
  text: `SELECT DISTINCT ON (task_id) task_id AS "taskId", generation, next FROM task_stream
    WHERE task_id = ANY($1::uuid[]) ORDER BY task_id, generation DESC`,
};
