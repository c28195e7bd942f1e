// Reads output lines behind a place, for subscriptions that follow a task's output.
import type { LogLine, LogPosition } from '../../../../domain/attempt/log-line.ts';
import type { Connection } from '../../../../store/database.ts';
import { readChildPages } from '../../../../store/read/child-listing.ts';
import { LINES_OF_TASKS } from '../../../../store/read/log-read.store.ts';

/** Lines read at once; with the longest line that is 2 MiB. */
export const LOG_PAGE = 256;

/** Lines in the order of their commits; `more` when there were further ones at once. */
export interface LinePage {
  readonly rows: readonly LogLine[];
  readonly more: boolean;
}

/** Up to `LOG_PAGE` lines of the task later than the place. */
export async function linesAfter(connection: Connection, taskId: string, { generation, n }: LogPosition): Promise<LinePage> {
  const page = { limit: LOG_PAGE, backward: false, after: [generation, n], before: null };
  const [found] = await readChildPages<LogLine>(connection, LINES_OF_TASKS, { parents: [taskId], page });
  return found!;
}
