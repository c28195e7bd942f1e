// Holding the task that a model is to belong to: it can neither go nor change while the model is written.
import type { Connection, Statement } from '../../database.ts';

const SHARE: Statement = { name: 'share-task', text: 'SELECT id, project_id AS "projectId", status FROM task WHERE id = $1 AND deleted_at IS NULL FOR SHARE' };

/** The task, held until the end of the transaction, before any of its models; undefined when there is none. */
export async function holdMaker(tx: Connection, taskId: string): Promise<{ readonly id: string; readonly projectId: string; readonly status: string } | undefined> {
  return (await tx.query<{ id: string; projectId: string; status: string }>(SHARE, [taskId]))[0];
}
