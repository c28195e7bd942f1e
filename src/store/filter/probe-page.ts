// Pages of filters whose index knows no order: it may find five rows or half the table, and only looking tells which.
import type { Connection } from '../database.ts';
import { type RowPage, SqlParameters, pageSql, rowPage } from '../read/keyset.ts';
import { type Listing, type ListQuery, conditionsSql, reachSql, whereSql } from '../read/listing.ts';

/** Rows that are looked at in the order of the list before the index is asked: as many as hold a page of what one in a hundred has. */
export const PROBE_ROWS = 6_000;

/**
 * One page of a list, in one statement or two. Rows with a common tag, or of a wide range of times, are all about: the page is full
 * after few rows in the order of the list, where fetching and sorting all of them would take as long as there are many. Where that finds
 * too few, they are rare: the index finds them all at once, where walking on would read the whole table. The planner cannot tell (it
 * takes any tag it has no figures of for one that half a percent of the rows have), so it is not asked. What is common and yet far away
 * in this order is read and sorted as a whole: half a million rows in about a second.
 */
export async function readProbedPage<Row>(connection: Connection, listing: Listing, query: ListQuery): Promise<RowPage<Row>> {
  const near = await send<Row>(connection, statementOf(listing, query, 'near'));
  if (near.length > query.page.limit) return rowPage(near, query.page);
  return rowPage(await send<Row>(connection, statementOf(listing, query, 'found')), query.page);
}

function send<Row>(connection: Connection, { text, values }: { text: string; values: unknown[] }): Promise<Row[]> {
  return connection.query<Row>({ name: '', text }, values);
}

// OFFSET 0 keeps what is inside by itself: the planner may neither filter before the walk ends nor walk instead of asking the index.
function statementOf(listing: Listing, query: ListQuery, way: 'near' | 'found'): { text: string; values: unknown[] } {
  const parameters = new SqlParameters();
  const own = [...(listing.base === null ? [] : [listing.base]), ...reachSql(listing, query.reach, parameters)];
  const conditions = conditionsSql({ ...listing, base: null }, query.conditions, parameters);
  const { where, orderBy, limit } = pageSql(query.order, query.page, parameters);
  const inner = way === 'near'
    ? `SELECT * FROM ${listing.from} ${whereSql([...own, ...where])} ORDER BY ${orderBy} LIMIT ${PROBE_ROWS}`
    : `SELECT * FROM ${listing.from} ${whereSql([...own, ...where, ...conditions])} OFFSET 0`;
  const outer = way === 'near' ? whereSql(conditions) : '';
  return { text: `SELECT ${listing.select} FROM (${inner}) t ${outer} ORDER BY ${orderBy} LIMIT ${limit}`, values: parameters.values };
}
