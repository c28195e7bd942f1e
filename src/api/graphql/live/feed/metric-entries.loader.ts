// Reads entries of metrics behind a place, for subscriptions that follow them.
import type { LogPosition } from '../../../../domain/attempt/log-line.ts';
import type { MetricEntry } from '../../../../domain/metric/metric-entry.ts';
import type { Connection } from '../../../../store/database.ts';
import { type EntryFeed, entriesBehind } from '../../../../store/read/metric/entry-feed.store.ts';
import type { PlacedPage } from './placed.feed.ts';

/** A page of entries of the wanted series later than the place, or from the first one. Those of generations that the task has left may be gone; nothing is refused for that. */
export async function entriesAfter(connection: Connection, wanted: EntryFeed, after: LogPosition | null): Promise<PlacedPage<MetricEntry>> {
  const place = after ?? { generation: 0, n: 0 };
  const { rows, more } = await entriesBehind(connection, wanted, place);
  return { rows, more, upTo: rows.at(-1) ?? place };
}
