// Loaders of lists below rows: the pages of many parents in one statement.
import DataLoader from 'dataloader';
import { type ChildReads, type ChildRequest, childRequest, countChildLists, readChildLists } from '../../../engine/read/child-list.read.ts';
import type { Page, PageRequest } from '../../../engine/read/page.ts';
import type { Connection } from '../../../store/database.ts';
import type { LoaderReach } from './reach.loader.ts';
import { MAX_BATCH } from './record.loader.ts';

/** Loads pages below parents. */
export interface PageLoader<Row> {
  /** Throws INVALID or CURSOR_INVALID for a request that cannot be. */
  load(parent: string, request: PageRequest): Promise<Page<Row>>;
  /** Length of the list below a parent, at most `COUNT_CAP`. */
  count(parent: string): Promise<number>;
  clearAll(): void;
}

/** A loader of the lists that `reads` describes, of what is in reach. */
export function pageLoader<Stored extends object, Row extends object>(db: Connection, reach: LoaderReach, reads: ChildReads<Stored, Row>): PageLoader<Row> {
  const counts = new DataLoader<string, number>(async (parents) => countChildLists(db, reads.listing, { parents, reach: await reach.get() }), { maxBatchSize: MAX_BATCH });
  const count = (parent: string) => counts.load(parent);
  const pages = new DataLoader<ChildRequest, Page<Row>, string>(
    async (requests) => readChildLists(db, reads, { requests, reach: await reach.get(), count }),
    { maxBatchSize: MAX_BATCH, cacheKeyFn: ({ parent, page }) => `${parent} ${JSON.stringify(page)}` },
  );
  return {
    load: async (parent, request) => pages.load(childRequest(reads, parent, request)),
    count,
    clearAll() {
      pages.clearAll();
      counts.clearAll();
    },
  };
}
