// Refuses pages of output whose cursors lie where lines are gone.
import type DataLoader from 'dataloader';
import { isExpiredAfter, isExpiredBefore, isNextLine, type LostLines } from '../../../domain/attempt/log-extent.ts';
import type { LogPosition } from '../../../domain/attempt/log-line.ts';
import { decodeLogCursor } from './log-cursor.ts';
import { linesExpiredError } from './lost-lines.loader.ts';

/** A page that was read, with the cursors it was asked for. */
export interface ReadPage {
  readonly taskId: string;
  readonly rows: readonly LogPosition[];
  readonly after: string | null;
  readonly before: string | null;
}

/** Throws CURSOR_EXPIRED when lines between a cursor and the page are gone. A page that goes on with the very next line costs no statement. */
export async function refuseExpired(lost: DataLoader<string, LostLines>, page: ReadPage): Promise<void> {
  const after = placeOf(page.after);
  const before = placeOf(page.before);
  const first = page.rows[0];
  const goesOn = after === null || (first !== undefined && isNextLine(first, after));
  if (goesOn && before === null) return;
  // What this operation has learnt before may be older than the page.
  const { upTo, count } = await lost.clear(page.taskId).load(page.taskId);
  if (upTo === null) return;
  if ((after !== null && isExpiredAfter(after, { upTo, count })) || (before !== null && isExpiredBefore(before, { upTo, count }))) throw linesExpiredError(upTo);
}

// Cursors that are none were refused when the page was asked for.
function placeOf(cursor: string | null): LogPosition | null {
  return cursor === null ? null : decodeLogCursor(cursor);
}
