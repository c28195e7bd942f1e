// What one reader has still to be given before it is level with the hub: from memory when it can be, else from the log.
import { cursorFault, decodeCursor, encodeCursor } from '../domain/event/cursor.ts';
import type { LoggedEvent } from '../domain/event/event.ts';
import type { Connection } from '../store/database.ts';
import { allocatedSeq } from '../store/event/allocated-seq.store.ts';
import type { EventFilter } from '../store/event/event-filter.store.ts';
import { logMeta } from '../store/event/log-meta.store.ts';
import { scanEvents } from '../store/event/scan-events.store.ts';
import type { CatchUp } from './catch-up.ts';
import type { Hub } from './hub.ts';
import { StreamError } from './stream-error.ts';

/** Events of one page at most; a reader holds one page, whatever the length of its backlog. */
export const BACKLOG_PAGE = 500;

/** Where events come from. */
export interface EventSource {
  readonly db: Connection;
  readonly hub: Hub;
  readonly logId: string;
  readonly catchUp: CatchUp;
}

/** Where a reader stands and what it wants. */
export interface BacklogStart {
  /** A cursor text; null begins at `position`. */
  readonly after: string | null;
  readonly filter: EventFilter;
  /** The hub's position when the reader asked. */
  readonly position: number;
}

/**
 * Nothing is buffered while the reader works through its backlog: the hub's ring keeps the newest events for
 * everybody, and who is too slow for the ring reads the log once more. So a backlog never lags, it only lasts.
 */
export class Backlog {
  readonly #source: EventSource;
  readonly #filter: EventFilter;
  #at: number;

  private constructor(source: EventSource, filter: EventFilter, at: number) {
    this.#source = source;
    this.#filter = filter;
    this.#at = at;
  }

  /** Judges the cursor; rejects with `StreamError` MALFORMED or CURSOR_EXPIRED. Never resolves synchronously. */
  static async open(source: EventSource, start: BacklogStart): Promise<Backlog> {
    const at = start.after === null ? start.position : await startingPoint(source, start.after);
    return new Backlog(source, start.filter, at);
  }

  /** Every matching event up to this number has been given by `page`. */
  get at(): number {
    return this.#at;
  }

  /**
   * True when the next matching event will be the next one the hub publishes. Whoever sees true and subscribes
   * before anything else can run (no await between) loses nothing and gets nothing twice.
   */
  get level(): boolean {
    return this.#at === this.#source.hub.position;
  }

  /** The next events, perhaps none. Rejects with CURSOR_EXPIRED when retention has overtaken the reader. */
  async page(signal: AbortSignal): Promise<readonly LoggedEvent[]> {
    const { db, hub } = this.#source;
    // The cursor is younger than this replica's horizon: a mutation answered elsewhere a moment ago.
    if (this.#at > hub.position) await hub.reached(this.#at, signal);
    const recent = hub.recent(this.#at, this.#filter, BACKLOG_PAGE);
    if (recent) return this.#advance(recent.upTo, recent.events);
    const range = { after: this.#at, upTo: hub.position, filter: this.#filter, limit: BACKLOG_PAGE };
    const page = await scanEvents(db, range);
    if (page.floor > range.after) throw expired(this.#source, page.floor);
    return this.#advance(page.upTo, page.rows);
  }

  #advance(upTo: number, events: readonly LoggedEvent[]): readonly LoggedEvent[] {
    this.#at = upTo;
    return events;
  }
}

/** The number a cursor names, when every later event can still be had; the floor is judged by the first page. */
async function startingPoint(source: EventSource, after: string): Promise<number> {
  const cursor = decodeCursor(after);
  if (!cursor) throw new StreamError('MALFORMED', null);
  const { position } = source.hub;
  // Beyond the horizon is fine if the number was given out; if not, the database was put back to an older state.
  const head = cursor.seq > position ? await allocatedSeq(source.db) : position;
  const fault = cursorFault(cursor, { logId: source.logId, floor: 0, head });
  if (fault) throw expired(source, (await logMeta(source.db)).floor);
  return cursor.seq;
}

function expired(source: EventSource, floor: number): StreamError {
  return new StreamError('CURSOR_EXPIRED', encodeCursor({ logId: source.logId, seq: floor }));
}
