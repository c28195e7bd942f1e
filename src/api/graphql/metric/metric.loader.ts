// Loaders of metrics.
import type DataLoader from 'dataloader';
import { entryOf, type MetricEntry } from '../../../domain/metric/metric-entry.ts';
import type { CursorCodec } from '../../../engine/read/page-cursor.ts';
import type { Connection } from '../../../store/database.ts';
import { ENTRIES_OF_SERIES, type ListedSeries, SERIES_OF_TASKS } from '../../../store/read/metric/metric-listing.ts';
import { asStored } from '../../../store/read/noun-reads.ts';
import { type PageLoader, pageLoader } from '../loader/page.loader.ts';
import type { LoaderReach } from '../loader/reach.loader.ts';
import { decodeLogCursor, encodeLogCursor } from '../log/log-cursor.ts';
import { metricBodyLoader } from './metric-body.loader.ts';

/** Keyed by the id of the task, the id of the series, and the entry. */
export interface MetricLoaders {
  readonly seriesOfTask: PageLoader<ListedSeries>;
  readonly entriesOfSeries: PageLoader<MetricEntry>;
  readonly bodyOfEntry: DataLoader<MetricEntry, string | null, string>;
}

/** The places of the live series, of which a page of one series needs the number alone. */
const ENTRY_CURSORS: CursorCodec = {
  encode: (entry) => encodeLogCursor(entry as MetricEntry),
  decode(text) {
    const position = decodeLogCursor(text);
    return position && [position.n];
  },
};

/** The loaders of metrics. */
export function metricLoaders(db: Connection, reach: LoaderReach): MetricLoaders {
  return {
    seriesOfTask: pageLoader<ListedSeries, ListedSeries>(db, reach, { listing: SERIES_OF_TASKS, record: asStored }),
    // Whoever has the series has been judged by its task.
    entriesOfSeries: pageLoader<MetricEntry, MetricEntry>(db, EVERYWHERE, { listing: ENTRIES_OF_SERIES, record: entryOf, codec: ENTRY_CURSORS }),
    bodyOfEntry: metricBodyLoader(db),
  };
}

const EVERYWHERE: LoaderReach = { get: () => Promise.resolve(null), clearAll: () => undefined };
