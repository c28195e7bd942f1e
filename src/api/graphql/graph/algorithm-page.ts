// Pages of the list of algorithms: the list is in memory, the page is cut from it.
import { keysetPage, type PageRequest } from '../../../engine/read/page.ts';
import { encodePageCursor, type ListScope } from '../../../engine/read/page-cursor.ts';
import { type Connection, connectionOf } from '../page/connection.type.ts';
import type { AlgorithmShown } from './algorithm.type.ts';

/** One page in the order of names; `filter` says how the list was chosen. Throws as `keysetPage` does. */
export function algorithmPage(all: readonly AlgorithmShown[], request: PageRequest, filter: object): Connection<AlgorithmShown> {
  const scope: ListScope = { name: 'algorithm', filter, order: [{ property: 'name', column: 'name', type: 'text', descending: false }] };
  const { limit, backward, after, before } = keysetPage(request, scope);
  const sorted = all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const between = sorted.filter(({ name }) => (after === null || name > String(after[0])) && (before === null || name < String(before[0])));
  // The last 0 rows are none, not all.
  const rows = backward ? between.slice(Math.max(0, between.length - limit)) : between.slice(0, limit);
  const isWhole = rows.length === between.length;
  return connectionOf({
    rows,
    hasPreviousPage: backward ? !isWhole : after !== null,
    hasNextPage: backward ? before !== null : !isWhole,
    cursorOf: (row) => encodePageCursor(scope, row),
    count: () => Promise.resolve(all.length),
  });
}
