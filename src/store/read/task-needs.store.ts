// What keeps tasks of a run waiting: the tasks they need that have not succeeded.
import type { ListedTask } from '../../domain/task/task.ts';
import type { Connection, Statement } from '../database.ts';
import { type ListedTaskRow, taskOf } from '../write/task-write.store.ts';
import { TASK_LISTING } from './task-listing.ts';

/** Most blockers told of one task. */
export const MAX_BLOCKERS = 100;

const BLOCKERS: Statement = {
  name: 'load_task_blockers',
  text: `SELECT waiting.id AS "waitingId", blocker.* FROM task waiting JOIN run r ON r.id = waiting.run_id
    CROSS JOIN LATERAL (
      SELECT ${TASK_LISTING.select} FROM jsonb_array_elements(r.definition->'tasks') template
        CROSS JOIN LATERAL jsonb_array_elements_text(template->'needs') need JOIN task t ON t.run_id = waiting.run_id AND t.node = need
      WHERE template->>'node' = waiting.node AND t.status NOT IN ('completed', 'published', 'publishing') AND ${TASK_LISTING.base}
      ORDER BY t.ord LIMIT ${MAX_BLOCKERS}) blocker
    WHERE waiting.id = ANY($1::uuid[]) AND waiting.status = 'created' ORDER BY waiting.ord, blocker.ord LIMIT ${MAX_BLOCKERS} * cardinality($1::uuid[])`,
};

/** For each task that is still to be enqueued: what it needs and has not got, in the order of the definition. */
export async function loadBlockers(connection: Connection, taskIds: readonly string[]): Promise<Map<string, ListedTask[]>> {
  const found = new Map<string, ListedTask[]>();
  for (const { waitingId, ...row } of await connection.query<ListedTaskRow & { waitingId: string }>(BLOCKERS, [taskIds])) {
    const list = found.get(waitingId) ?? [];
    list.push(taskOf(row as ListedTaskRow));
    found.set(waitingId, list);
  }
  return found;
}
