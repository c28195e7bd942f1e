// Tasks that are in progress although nobody is at them, as far as we know.
import type { Connection, Statement } from '../../database.ts';

/** Tasks that one look gives at most. */
export const DETACHED_BATCH = 100;

const IS_DETACHED = `task.status = 'in_progress' AND task.deleted_at IS NULL AND task.spec_kind = 'command'
    AND greatest(task.status_changed_at, (SELECT last_update FROM task_activity WHERE task_activity.task_id = task.id)) < now() - make_interval(secs => $1)
    AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.task_id = task.id AND attempt.state <> 'ENDED')`;

const DETACHED: Statement = { name: 'detached-tasks', text: `SELECT task.id FROM task WHERE ${IS_DETACHED} LIMIT ${DETACHED_BATCH}` };
const STILL: Statement = { name: 'still-detached', text: `SELECT task.id FROM task WHERE ${IS_DETACHED} AND task.id = $2` };

/** Tasks in progress without an attempt that have given no sign of life for so many seconds. */
export async function detachedTasks(conn: Connection, silentSeconds: number): Promise<readonly string[]> {
  return (await conn.query<{ id: string }>(DETACHED, [silentSeconds])).map(({ id }) => id);
}

/** Whether a locked task is still one of them. */
export async function isDetached(tx: Connection, taskId: string, silentSeconds: number): Promise<boolean> {
  return (await tx.query(STILL, [silentSeconds, taskId])).length > 0;
}
