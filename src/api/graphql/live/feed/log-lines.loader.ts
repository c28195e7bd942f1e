// Reads output lines behind a place, for subscriptions that follow a task's output.
import { isExpiredAfter, isNextLine, lostLines } from '../../../../domain/attempt/log-extent.ts';
import type { LogLine, LogPosition } from '../../../../domain/attempt/log-line.ts';
import type { Connection } from '../../../../store/database.ts';
import { readChildPages } from '../../../../store/read/child-listing.ts';
import { cutStreams, LINES_OF_TASKS } from '../../../../store/read/log-read.store.ts';
import { linesExpiredError } from '../../log/lost-lines.loader.ts';
import type { PlacedPage } from './placed.feed.ts';

/** Lines read at once: 2 MiB with the longest ones of our own runners, and never more than all that is kept of a task. */
export const LOG_PAGE = 256;

/** Before the first line of every generation. */
const START: LogPosition = { generation: 0, n: 0 };

/** Up to `LOG_PAGE` lines of the task later than the place, or from the oldest that is there. Throws CURSOR_EXPIRED when lines behind the place are gone. */
export async function linesAfter(connection: Connection, taskId: string, after: LogPosition | null): Promise<PlacedPage<LogLine>> {
  const { generation, n } = after ?? START;
  const page = { limit: LOG_PAGE, backward: false, after: [generation, n], before: null };
  const { rows, more } = (await readChildPages<LogLine>(connection, LINES_OF_TASKS, { parents: [taskId], page }))[0]!;
  const [first] = rows;
  if (first === undefined || !(after === null || isNextLine(first, after))) {
    const lost = lostLines(await cutStreams(connection, [taskId]));
    if (after === null) return { rows, more, upTo: lost.upTo ?? START };
    if (lost.upTo !== null && isExpiredAfter(after, lost)) throw linesExpiredError(lost.upTo);
  }
  return { rows, more, upTo: rows.at(-1) ?? after ?? START };
}
