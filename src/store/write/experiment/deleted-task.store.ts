// Deleted tasks: marked first, so that nobody finds them, and cleared away later in pieces.
import type { Connection, Statement } from '../../database.ts';

const MARK: Statement = { name: 'mark-task-deleted', text: 'UPDATE task SET deleted_at = now(), version = version + 1 WHERE id = $1' };

/** Marks a locked task as deleted. */
export async function markTaskDeleted(tx: Connection, id: string): Promise<void> {
  await tx.query(MARK, [id]);
}
