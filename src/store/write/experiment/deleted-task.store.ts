// Deleted tasks: marked first, so that nobody finds them, and cleared away later in pieces.
import type { Connection, Statement } from '../../database.ts';

const MARK: Statement = { name: 'mark-task-deleted', text: 'UPDATE task SET deleted_at = now(), version = version + 1 WHERE id = $1' };

/** Marks a locked task as deleted. */
export async function markTaskDeleted(tx: Connection, id: string): Promise<void> {
  await tx.query(MARK, [id]);
}

/** Tasks that one look gives at most, and rows that one statement removes at most. */
export const COLLECTED_TASKS = 100;
export const COLLECTED_ROWS = 5_000;

// The generation 0 says that nothing is left of it but its own row.
const FOUND: Statement = {
  name: 'tasks-to-collect',
  text: `SELECT id FROM task WHERE deleted_at < now() - make_interval(secs => $1) AND generation > 0 ORDER BY deleted_at LIMIT ${COLLECTED_TASKS}`,
};

/** Tasks that were deleted at least so many seconds ago and still have rows elsewhere. */
export async function tasksToCollect(conn: Connection, seconds: number): Promise<readonly string[]> {
  return (await conn.query<{ id: string }>(FOUND, [seconds])).map(({ id }) => id);
}

/** Tables of rows that belong to a task, those first that name others; each with a key by which a part of them is taken. */
const PARTS: readonly (readonly [string, string])[] = [
  ['step', 'id'], ['phase', 'id'], ['attempt', 'id'], ['artifact', 'task_id, generation, key, mode'], ['task_model', 'task_id, generation, kind, name'],
  ['task_doc', 'task_id'], ['task_activity', 'task_id'], ['graph_result', 'task_id'],
];

const REMOVALS: readonly Statement[] = [
  ...PARTS.map(([table, key]) => ({ name: `collect-${table}`, text: `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE task_id = $1 LIMIT ${COLLECTED_ROWS}) RETURNING 1` })),
  // Only the weeks in which it has written are looked at.
  {
    name: 'collect-lines',
    text: `DELETE FROM log_line WHERE (day, task_id, generation, n) IN (SELECT l.day, l.task_id, l.generation, l.n FROM task_stream s JOIN log_line l
      ON l.task_id = s.task_id AND l.generation = s.generation AND l.day BETWEEN s.first_day AND s.last_day WHERE s.task_id = $1 LIMIT ${COLLECTED_ROWS}) RETURNING 1`,
  },
  { name: 'collect-streams', text: 'DELETE FROM task_stream WHERE task_id = $1 RETURNING 1' },
];

/** Removes a part of what a deleted task has left; false once there was nothing to remove. */
export async function removeLeavings(conn: Connection, taskId: string): Promise<boolean> {
  for (const removal of REMOVALS) if ((await conn.query(removal, [taskId])).length > 0) return true;
  return false;
}

const FORGET: Statement = {
  name: 'forget-task',
  text: `WITH gone AS (DELETE FROM task WHERE id = $1 AND run_id IS NULL AND deleted_at IS NOT NULL RETURNING id)
    UPDATE task SET generation = 0 WHERE id = $1 AND run_id IS NOT NULL AND deleted_at IS NOT NULL`,
};

/** Removes the row of a deleted task that nothing belongs to any more; that of a run's task stays, because the run counts it. */
export async function forgetTask(conn: Connection, taskId: string): Promise<void> {
  await conn.query(FORGET, [taskId]);
}
