// Reads one page of the log for a query.
import type { Actor } from '../../../domain/access.ts';
import { type CursorFault, cursorFault, decodeCursor, encodeCursor } from '../../../domain/event/cursor.ts';
import type { LoggedEvent } from '../../../domain/event/event.ts';
import { projectReach } from '../../../engine/read/project-reach.ts';
import type { CatchUp, LogPlace } from '../../../events/catch-up.ts';
import { StreamError } from '../../../events/stream-error.ts';
import type { Connection } from '../../../store/database.ts';
import { allocatedSeq } from '../../../store/event/allocated-seq.store.ts';
import { logMeta } from '../../../store/event/log-meta.store.ts';
import { scanEvents } from '../../../store/event/scan-events.store.ts';
import type { EventConditions } from './event.input.ts';

/** Which page: matching events behind the cursor, from the oldest kept one when there is none. */
export interface EventPageQuery {
  readonly after: string | null;
  readonly first: number;
  readonly filter: EventConditions;
}

/** The log as this server sees it. */
export interface LogSight {
  readonly db: Connection;
  readonly catchUp: CatchUp;
  /** Whose events: only those that his grants let him read. */
  readonly actor: Actor;
}

/** A page as read; everything that matches up to `upTo` is in it. */
export interface LogPage {
  readonly rows: readonly LoggedEvent[];
  readonly upTo: number;
  /** Whether something behind `upTo` is committed, settled or not. */
  readonly hasMore: boolean;
}

/**
 * Reads a page of what is settled, once everything committed before the call on any server has had its time to settle. Throws a
 * `StreamError` for a cursor that cannot be read from; one that this server has not reached yet can.
 */
export async function readEventPage({ db, catchUp, actor }: LogSight, { after, first, filter }: EventPageQuery): Promise<LogPage> {
  const { logId, floor } = await logMeta(db);
  const start = after === null ? { logId, seq: floor } : decodeCursor(after);
  const check = (head: number): void => refuse(cursorFault(start, { logId, floor, head }), encodeCursor({ logId, seq: floor }));
  check(Number.POSITIVE_INFINITY);
  const from = start!.seq;
  const place = await reachPlace({ db, catchUp }, from, check);
  // After the end is known: every project of an event before it has been committed by now.
  const reach = await projectReach(db, actor);
  const inReach = reach === null ? filter : { ...filter, reach };
  const page = await scanEvents(db, { after: from, upTo: Math.max(place.settled, from), filter: inReach, limit: first });
  // A partition dropped since the first statement: the scan tells of it in its own snapshot.
  if (from < page.floor) throw new StreamError('CURSOR_EXPIRED', encodeCursor({ logId, seq: page.floor }));
  const upTo = Math.max(page.upTo, from);
  return { rows: page.rows, upTo, hasMore: upTo < place.known };
}

/** Waits until this server has reached the cursor, unless nobody was ever given it: then the database was put back to an older state. */
async function reachPlace({ db, catchUp }: Omit<LogSight, 'actor'>, seq: number, check: (head: number) => void): Promise<LogPlace> {
  const place = await catchUp();
  if (seq <= place.known) return place;
  check(await allocatedSeq(db));
  return catchUp(seq);
}

function refuse(fault: CursorFault | null, oldest: string): void {
  if (fault === 'MALFORMED') throw new StreamError('MALFORMED', null);
  if (fault !== null) throw new StreamError('CURSOR_EXPIRED', oldest);
}
