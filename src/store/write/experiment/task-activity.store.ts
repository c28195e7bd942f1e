// Signs of life of tasks: written often, read with the task.
import type { Connection, Statement } from '../../database.ts';

/** What is to be written of a task's activity; times are the database's. */
export interface ActivityMark {
  readonly taskId: string;
  /** Whether the run itself was active; a change of its description alone is not. */
  readonly isRun: boolean;
  /** Whether anything about the task has changed, and by whom. */
  readonly changedBy?: string | null;
  /** The worker that reported it. */
  readonly worker?: string | null;
  /** Highest iteration of what was reported. */
  readonly iteration?: number | null;
}

const MARK: Statement = {
  name: 'mark-activity',
  text: `INSERT INTO task_activity AS a (task_id, last_update, last_change, last_changed_by, last_worker, last_worker_report, last_iteration)
    SELECT x.id, CASE WHEN $2 THEN clock_timestamp() END, clock_timestamp(), $3::uuid, $4::text, CASE WHEN $4 IS NULL THEN NULL ELSE clock_timestamp() END, coalesce($5::bigint, 0)
    FROM unnest($1::uuid[]) AS x (id) ORDER BY x.id
    ON CONFLICT (task_id) DO UPDATE SET last_update = coalesce(excluded.last_update, a.last_update), last_change = excluded.last_change,
      last_changed_by = coalesce(excluded.last_changed_by, a.last_changed_by), last_worker = coalesce(excluded.last_worker, a.last_worker),
      last_worker_report = coalesce(excluded.last_worker_report, a.last_worker_report), last_iteration = greatest(a.last_iteration, excluded.last_iteration)
    RETURNING a.last_change AS "lastChange"`,
};

/** Writes the activity of one task; gives back the time of this change. */
export async function markActivity(conn: Connection, mark: ActivityMark): Promise<Date> {
  const [row] = await conn.query<{ lastChange: Date }>(MARK, [[mark.taskId], mark.isRun, mark.changedBy ?? null, mark.worker ?? null, mark.iteration ?? null]);
  return row!.lastChange;
}

/** Writes that several tasks were changed, in the order of their ids. */
export async function markChanged(conn: Connection, taskIds: readonly string[], mark: { readonly isRun: boolean; readonly changedBy: string | null }): Promise<void> {
  await conn.query(MARK, [taskIds, mark.isRun, mark.changedBy, null, null]);
}

const RESET: Statement = {
  name: 'reset-activity',
  text: `UPDATE task_activity SET last_worker = NULL, last_worker_report = NULL, last_iteration = 0, last_change = clock_timestamp(), last_update = clock_timestamp() WHERE task_id = $1`,
};

/** Forgets who worked at a task and how far it came. */
export async function resetActivity(tx: Connection, taskId: string): Promise<void> {
  await tx.query(RESET, [taskId]);
}
