// Entries of a task's metrics behind a place, in the order of commits over all its series.
import { entryOf, type MetricEntry } from '../../../domain/metric/metric-entry.ts';
import type { LogPosition } from '../../../domain/attempt/log-line.ts';
import type { Connection, Statement } from '../../database.ts';
import { ENTRIES, ENTRY_COLUMNS } from './metric-listing.ts';

/** Entries read at once. */
export const ENTRY_FEED_PAGE = 512;

/** Which series of which task; null = all. */
export interface EntryFeed {
  readonly taskId: string;
  readonly metric: string | null;
  readonly variant: string | null;
}

const FEED = `s.owner_id = $1 AND ($2::text IS NULL OR s.metric = $2) AND ($3::text IS NULL OR s.variant = $3)`;
const PAGE = `LIMIT ${ENTRY_FEED_PAGE + 1}`;

/** Numbers behind the place that are looked at first: a page of entries, and as many again for the gaps that overwritten ones have left. */
const WINDOW = 2 * ENTRY_FEED_PAGE;

// Each series is asked for a few numbers alone: of a thousand series a page each would be read for one page that is sent.
const NEAR: Statement = {
  name: 'metric-entries-near',
  text: `SELECT ${ENTRY_COLUMNS}, (SELECT max(s.generation) > $4 OR max(s.last_n) > $5::bigint + ${WINDOW} FROM metric_series s WHERE ${FEED} AND s.generation >= $4) AS more
    FROM metric_series s CROSS JOIN LATERAL (SELECT * FROM ${ENTRIES} e WHERE e.series_id = s.id AND e.n > $5::bigint AND e.n <= $5::bigint + ${WINDOW} ORDER BY e.n ${PAGE}) e
    WHERE ${FEED} AND s.generation = $4 AND s.last_n > $5 ORDER BY e.n ${PAGE}`,
};

// Only series that were written to behind the place; each gives a page, and the page is made of the first of all of them.
const BEHIND: Statement = {
  name: 'metric-entries-behind',
  text: `SELECT ${ENTRY_COLUMNS} FROM metric_series s CROSS JOIN LATERAL (
      SELECT * FROM ${ENTRIES} e WHERE e.series_id = s.id AND e.n > CASE WHEN s.generation = $4 THEN $5::bigint ELSE 0 END ORDER BY e.n ${PAGE}) e
    WHERE ${FEED} AND (s.generation > $4 OR (s.generation = $4 AND s.last_n > $5)) ORDER BY s.generation, e.n ${PAGE}`,
};

/** Up to `ENTRY_FEED_PAGE` entries later than the place; `more` when there may be further ones at once. What was overwritten meanwhile comes once, as it is now. */
export async function entriesBehind(conn: Connection, { taskId, metric, variant }: EntryFeed, { generation, n }: LogPosition): Promise<{ readonly rows: readonly MetricEntry[]; readonly more: boolean }> {
  const values = [taskId, metric, variant, generation, n];
  const near = await conn.query<MetricEntry & { readonly more: boolean }>(NEAR, values);
  if (near.length > 0) return { rows: near.slice(0, ENTRY_FEED_PAGE).map(entryOf), more: near.length > ENTRY_FEED_PAGE || near[0]!.more };
  const rows = await conn.query<MetricEntry>(BEHIND, values);
  return { rows: rows.slice(0, ENTRY_FEED_PAGE).map(entryOf), more: rows.length > ENTRY_FEED_PAGE };
}
