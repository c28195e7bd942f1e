// One page of the settled log, for readers that resume from a cursor.
import type { LoggedEvent } from '../../domain/event/event.ts';
import type { Connection } from '../database.ts';
import { type EventFilter, filterSql } from './event-filter.store.ts';
import { EVENT_COLUMNS, type EventRow, toEvent } from './event-row.store.ts';

/** Numbers of the log that one page may walk over when no index serves its filter (about 20 ms of rows). */
export const SCAN_WINDOW = 50_000;

/** What to read: matching rows with `after < seq <= upTo`. `upTo` must not lie beyond the horizon. */
export interface ScanRange {
  readonly after: number;
  readonly upTo: number;
  readonly filter: EventFilter;
  /** Rows of one page at most. */
  readonly limit: number;
}

/** One page, in order of `seq`. */
export interface ScanPage {
  readonly rows: readonly LoggedEvent[];
  /** Every matching event up to this one is in `rows`; the next page starts after it. */
  readonly upTo: number;
  /** The log's floor in the same snapshot: when it is above `after`, rows may be missing and the page is void. */
  readonly floor: number;
}

/** Reads a page. It may be empty although later ones are not: go on until `upTo` has reached the end wanted. */
export async function scanEvents(conn: Connection, range: ScanRange): Promise<ScanPage> {
  const filter = filterSql(range.filter, 3);
  const end = filter.indexed ? range.upTo : Math.min(range.upTo, range.after + SCAN_WINDOW);
  const found = await conn.query<FloorRow>(
    { name: `event.scan_${filter.shape}`, text: scanText(filter.text) },
    [range.after, end, range.limit, ...filter.values],
  );
  const first = found[0];
  if (!first) throw new Error('event_meta is empty: run the migrations');
  const rows = found.filter(isEvent).map(toEvent);
  return { rows, upTo: rows.length === range.limit ? rows.at(-1)!.seq : end, floor: first.floor };
}

type FloorRow = { readonly floor: number } & (EventRow | { readonly seq: null });

function isEvent(row: FloorRow): row is { readonly floor: number } & EventRow {
  return row.seq !== null;
}

/**
 * The floor comes in the same snapshot as the rows: a partition dropped between a check of the cursor and the scan
 * would otherwise look like a stretch of the log where nothing happened.
 */
function scanText(condition: string): string {
  return `SELECT m.floor, e.* FROM event_meta m
    LEFT JOIN LATERAL (SELECT ${EVENT_COLUMNS} FROM event
      WHERE seq > $1::bigint AND seq <= $2::bigint${condition} ORDER BY seq LIMIT $3::int) e ON true
    ORDER BY e.seq`;
}
