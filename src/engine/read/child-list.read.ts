// Lists below a row, for many rows at once: what a batch of callers asked for, in as few statements as there are kinds of page.
import { type ChildListing, countChildren, readChildPages } from '../../store/read/child-listing.ts';
import type { KeysetPage } from '../../store/read/keyset.ts';
import type { Connection } from '../../store/database.ts';
import type { CursorCodec, ListScope } from './page-cursor.ts';
import { type Page, type PageRequest, keysetPage, pageOf } from './page.ts';
import type { ProjectReach } from './project-reach.ts';

/** One page below one parent, checked. */
export interface ChildRequest {
  readonly parent: string;
  readonly scope: ListScope;
  readonly page: KeysetPage;
}

/** A child listing with how its rows become records. */
export interface ChildReads<Stored, Row> {
  readonly listing: ChildListing;
  record(stored: Stored): Row;
  /** Cursors of its own; those bound to list and parent when absent. */
  readonly codec?: CursorCodec;
}

/** Checks a request for a page below a parent; throws as `keysetPage` does. */
export function childRequest(reads: Pick<ChildReads<never, unknown>, 'listing' | 'codec'>, parent: string, request: PageRequest): ChildRequest {
  const scope = { name: reads.listing.name, filter: parent, order: reads.listing.order, codec: reads.codec };
  return { parent, scope, page: keysetPage(request, scope) };
}

/** The pages asked for, in the order of the requests; `count` counts one parent's rows and is called when a count is asked for. */
export async function readChildLists<Stored extends object, Row extends object>(
  connection: Connection,
  reads: ChildReads<Stored, Row>,
  asked: { requests: readonly ChildRequest[]; reach: ProjectReach; count: (parent: string) => Promise<number> },
): Promise<Page<Row>[]> {
  const pages = new Map<ChildRequest, Page<Row>>();
  const kinds = Map.groupBy(asked.requests, ({ page }) => JSON.stringify(page));
  await Promise.all([...kinds.values()].map(async (requests) => {
    const { page } = requests[0]!;
    const found = await readChildPages<Stored>(connection, reads.listing, { parents: requests.map(({ parent }) => parent), page, reach: asked.reach });
    found.forEach(({ rows, more }, i) => {
      const { scope, parent } = requests[i]!;
      pages.set(requests[i]!, pageOf({ rows: rows.map(reads.record), more }, { scope, page, count: () => asked.count(parent) }));
    });
  }));
  return asked.requests.map((request) => pages.get(request)!);
}

/** Lengths of the lists below several parents, in their order, at most `COUNT_CAP` each. */
export function countChildLists(connection: Connection, listing: ChildListing, of: { readonly parents: readonly string[]; readonly reach: ProjectReach }): Promise<number[]> {
  return countChildren(connection, listing, of);
}
