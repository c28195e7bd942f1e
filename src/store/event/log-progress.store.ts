// How far the output and the metrics of some tasks have come: the backstop for those who watch them live.
import type { Connection, Statement } from '../database.ts';

/** Changes whenever a task has new lines or entries of its metrics: sums over both, good for nothing but to be compared. */
export interface LogProgress {
  readonly taskId: string;
  /** The newest generations that have anything. */
  readonly generation: number;
  /** The numbers that the next line and the next entry will get in them. */
  readonly next: number;
}

/** The newest generation's progress of each of these tasks; tasks without output and metrics are left out. */
export function logProgress(conn: Connection, taskIds: readonly string[]): Promise<LogProgress[]> {
  return conn.query<LogProgress>(PROGRESS, [taskIds]);
}

const PROGRESS: Statement = {
  name: 'event.log_progress',
  text: `SELECT x.id AS "taskId", coalesce(l.generation, 0) + coalesce(m.generation, 0) AS generation, coalesce(l.next, 0) + coalesce(m.next, 0) AS next FROM unnest($1::uuid[]) AS x (id)
    LEFT JOIN LATERAL (SELECT generation, next FROM task_stream WHERE task_id = x.id ORDER BY generation DESC LIMIT 1) l ON true
    LEFT JOIN LATERAL (SELECT generation, next FROM metric_stream WHERE owner_id = x.id ORDER BY generation DESC LIMIT 1) m ON true
    WHERE l.next IS NOT NULL OR m.next IS NOT NULL`,
};
