// Reads one page of the log for a query.
import { cursorFault, decodeCursor, encodeCursor } from '../../../domain/event/cursor.ts';
import type { LoggedEvent } from '../../../domain/event/event.ts';
import { StreamError } from '../../../events/stream-error.ts';
import type { Connection } from '../../../store/database.ts';
import { logMeta } from '../../../store/event/log-meta.store.ts';
import { scanEvents } from '../../../store/event/scan-events.store.ts';
import type { EventConditions } from './event.input.ts';

/** Which page: matching events behind the cursor, from the oldest kept one when there is none. */
export interface EventPageQuery {
  readonly after: string | null;
  readonly first: number;
  readonly filter: EventConditions;
  /** Settled end of the log; nothing beyond it is read. */
  readonly head: number;
}

/** A page as read; everything that matches up to `upTo` is in it. */
export interface LogPage {
  readonly rows: readonly LoggedEvent[];
  readonly upTo: number;
}

/** Reads a page; throws a `StreamError` for a cursor that cannot be read from. */
export async function readEventPage(connection: Connection, { after, first, filter, head }: EventPageQuery): Promise<LogPage> {
  const { logId, floor } = await logMeta(connection);
  const start = after === null ? { logId, seq: floor } : decodeCursor(after);
  const oldest = (kept: number): string => encodeCursor({ logId, seq: kept });
  const fault = cursorFault(start, { logId, floor, head: Math.max(head, floor) });
  if (start === null || fault === 'MALFORMED') throw new StreamError('MALFORMED', null);
  if (fault !== null) throw new StreamError('CURSOR_EXPIRED', oldest(floor));
  const page = await scanEvents(connection, { after: start.seq, upTo: head, filter, limit: first });
  // A partition dropped since the first statement: the scan tells of it in its own snapshot.
  if (start.seq < page.floor) throw new StreamError('CURSOR_EXPIRED', oldest(page.floor));
  return { rows: page.rows, upTo: Math.max(page.upTo, start.seq) };
}
