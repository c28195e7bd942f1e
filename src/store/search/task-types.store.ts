// Which types of tasks there are.
import type { Database, Statement } from '../database.ts';
import { limitedRead } from '../filter/limited-read.ts';
import type { Reach } from '../read/listing.ts';

const TYPES: Statement = {
  name: '',
  text: `SELECT DISTINCT t.type FROM task t WHERE t.deleted_at IS NULL AND ($1::uuid[] IS NULL OR t.project_id = ANY($1) OR t.is_public) AND ($2::uuid[] IS NULL OR t.project_id = ANY($2))`,
};

/** The types of the tasks in reach and of those open to everybody, in these projects where any are named. Throws LIMIT_EXCEEDED when there are too many to look at. */
export async function typesOfTasks(database: Database, { reach, projectIds }: { readonly reach: Reach; readonly projectIds: readonly string[] | null }): Promise<readonly string[]> {
  const rows = await limitedRead(database, (connection) => connection.query<{ type: string }>(TYPES, [reach, projectIds]));
  return rows.map(({ type }) => type);
}
