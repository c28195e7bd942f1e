// The time at which something of a project has changed last.
import type { Connection, Statement } from '../../database.ts';

// SKIP LOCKED, and once a second: all tasks of a project share its row, and none of them may wait for another because of a time.
const TOUCH: Statement = {
  name: 'touch-project',
  text: `UPDATE project SET updated_at = clock_timestamp() WHERE id IN (SELECT id FROM project WHERE id = $1 AND updated_at < clock_timestamp() - interval '1 second' FOR NO KEY UPDATE SKIP LOCKED)`,
};

/** Writes that something of the project has changed, at most once a second, and not while somebody else is writing it. */
export async function touchProject(tx: Connection, projectId: string): Promise<void> {
  await tx.query(TOUCH, [projectId]);
}
