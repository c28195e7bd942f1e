// Points and documents of many series together, in the order of iterations, page by page.
import type { Connection, Statement } from '../../database.ts';

/** A place behind which a page begins. */
export interface EntryPlace {
  readonly iter: number;
  readonly seriesId: number;
  readonly key: string;
}

/** A point (`value`) or a document. */
export interface EntryRow extends EntryPlace {
  readonly n: number;
  readonly at: Date;
  readonly value: number | null;
  readonly body: string | null;
  readonly url: string | null;
  readonly worker: string | null;
}

/** Which entries, and which page of them. */
export interface EntryQuery {
  readonly seriesIds: readonly number[];
  /** Least iteration for each series; null = all. */
  readonly from?: readonly number[];
  readonly descending: boolean;
  /** Null begins at the beginning. */
  readonly after: EntryPlace | null;
  readonly limit: number;
}

/** Characters of documents on one page; the page ends with the document that reaches it. */
export const MAX_PAGE_TEXT = 33_554_432;

// Each series gives as many as the page has room for, and the page is made of the first of all of them. The iterations of a bigint are the outermost places.
function pageText(descending: boolean): string {
  const [beyond, order] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
  const columns = (key: string, size: string) => `${key} AS key, e.series_id, e.iter, e.n, e.at, ${size} AS size`;
  const behind = (key: string) => `e.series_id = x.id AND e.iter >= x.least AND e.iter ${beyond}= $3 AND (e.iter ${beyond} $3 OR (e.series_id, ${key}) > ($4::bigint, $5::text))`;
  return `WITH place AS MATERIALIZED (
      SELECT c.* FROM unnest($1::bigint[], $2::bigint[]) AS x (id, least) CROSS JOIN LATERAL (
        (SELECT ${columns("''::text", '0')}, e.value FROM metric_point e WHERE ${behind("''::text")} ORDER BY e.iter ${order} LIMIT $6)
        UNION ALL (SELECT ${columns('e.key', 'e.size')}, NULL::float8 AS value FROM metric_document e WHERE ${behind('e.key')} ORDER BY e.iter ${order}, e.key LIMIT $6)) c
      ORDER BY c.iter ${order}, c.series_id, c.key LIMIT $6),
    cut AS (SELECT *, sum(size) OVER (ORDER BY iter ${order}, series_id, key) - size AS before FROM place)
    SELECT p.series_id AS "seriesId", p.iter, p.key, p.n, p.at, p.value, d.body, d.url, d.worker FROM cut p
    LEFT JOIN metric_document d ON p.value IS NULL AND d.series_id = p.series_id AND d.iter = p.iter AND d.key = p.key
    WHERE p.before < ${MAX_PAGE_TEXT} ORDER BY p.iter ${order}, p.series_id, p.key`;
}

const UP: Statement = { name: 'entries-up', text: pageText(false) };
const DOWN: Statement = { name: 'entries-down', text: pageText(true) };
const LOWEST = '-9223372036854775808';
const HIGHEST = '9223372036854775807';

/** A page of entries; one that is shorter than the limit may still not be the last, because its documents are large: the last page is empty. */
export async function entryPage(conn: Connection, { seriesIds, from, descending, after, limit }: EntryQuery): Promise<readonly EntryRow[]> {
  if (seriesIds.length === 0 || limit === 0) return [];
  const least = from ?? seriesIds.map(() => LOWEST);
  const { iter, seriesId, key } = after ?? { iter: descending ? HIGHEST : LOWEST, seriesId: -1, key: '' };
  return conn.query<EntryRow>(descending ? DOWN : UP, [seriesIds, least, iter, seriesId, key, limit]);
}

const LAST: Statement = {
  name: 'last-iterations',
  text: `SELECT x.id AS "seriesId", i.iter FROM unnest($1::bigint[]) AS x (id)
    CROSS JOIN LATERAL (SELECT DISTINCT iter FROM metric_document WHERE series_id = x.id AND iter < $2 ORDER BY iter DESC LIMIT $3) i ORDER BY x.id, i.iter DESC`,
};

/** The last iterations of each series of documents below one, the latest first. */
export async function lastIterations(conn: Connection, seriesIds: readonly number[], options: { readonly before: number | null; readonly count: number }): Promise<readonly { readonly seriesId: number; readonly iter: number }[]> {
  return conn.query(LAST, [seriesIds, options.before ?? HIGHEST, options.count]);
}
