// Lists of one table: a page of its rows by keyset, and how many there are.
import type { Connection, Statement } from '../database.ts';
import { type KeysetPage, type RowPage, type SortKey, SqlParameters, pageSql, rowPage, shapeOf } from './keyset.ts';

/** Counts stop here: an exact count of a long list reads all of it, and nobody pages that far. */
export const COUNT_CAP = 100_000;

/** Filters used together beyond which a statement is not kept prepared: callers could otherwise fill the server with plans. */
const MAX_PREPARED_FILTERS = 1;

/** A table as it is listed: `from` names it with the alias `t`, `base` holds for every list of it. */
export interface Listing {
  /** Part of the names of its statements and of its cursors. */
  readonly name: string;
  readonly from: string;
  readonly select: string;
  readonly base: string | null;
  /** What holds for the rows that a caller with grants may see; `$?` stands for the ids of the projects in its reach. Null = shared by all. */
  readonly reach: string | null;
}

/** Ids of the projects whose rows are read; null = of all, by the very same statements as if there were no projects. */
export type Reach = readonly string[] | null;

/** One condition: `$?` in the SQL stands for the value. */
export interface Condition {
  readonly tag: string;
  readonly sql: string;
  readonly value: unknown;
}

/** Which rows of a listing, in which order. */
export interface ListQuery {
  readonly conditions: readonly Condition[];
  readonly order: readonly SortKey[];
  readonly page: KeysetPage;
  readonly reach: Reach;
}

/** One page of a list, in one statement. */
export async function readPage<Row>(connection: Connection, listing: Listing, query: ListQuery): Promise<RowPage<Row>> {
  const parameters = new SqlParameters();
  const where = [...conditionsSql(listing, query.conditions, parameters), ...reachSql(listing, query.reach, parameters)];
  const { where: keys, orderBy, limit } = pageSql(query.order, query.page, parameters);
  const text = `SELECT ${listing.select} FROM ${listing.from} ${whereSql([...where, ...keys])} ORDER BY ${orderBy} LIMIT ${limit}`;
  const direction = query.order[0]!.descending ? 'desc' : 'asc';
  const statement = { name: nameOf(`page_${listing.name}_${direction}_${shapeOf(query.page)}${reachTag(listing, query.reach)}`, query.conditions), text };
  return rowPage(await connection.query<Row>(statement, parameters.values), query.page);
}

/** How many rows the conditions leave, at most `COUNT_CAP`. */
export async function countRows(connection: Connection, listing: Listing, { conditions, reach }: Pick<ListQuery, 'conditions' | 'reach'>): Promise<number> {
  const parameters = new SqlParameters();
  const where = whereSql([...conditionsSql(listing, conditions, parameters), ...reachSql(listing, reach, parameters)]);
  const text = `SELECT count(*)::int AS n FROM (SELECT 1 FROM ${listing.from} ${where} LIMIT ${COUNT_CAP}) counted`;
  const rows = await connection.query<{ n: number }>({ name: nameOf(`count_${listing.name}${reachTag(listing, reach)}`, conditions), text }, parameters.values);
  return rows[0]!.n;
}

/** Runs one of two statements with a list of keys: the plain one, or the one that has the reach as its second parameter. */
export type ReachedLoad = <Row>(connection: Connection, keys: readonly unknown[], reach: Reach) => Promise<Row[]>;

/** Rows by a uuid column in one statement (`t.id` unless said otherwise), in no order; ids without a row in reach are absent. */
export function loadBy(listing: Listing, { name = `load_${listing.name}`, where = 't.id = ANY($1::uuid[])' }: { readonly name?: string; readonly where?: string } = {}): ReachedLoad {
  const own = [where, ...(listing.base === null ? [] : [listing.base])];
  const text = (parts: readonly string[]): string => `SELECT ${listing.select} FROM ${listing.from} ${whereSql(parts)} LIMIT cardinality($1::uuid[])`;
  const plain: Statement = { name, text: text(own) };
  const reached: Statement | null = listing.reach === null ? null : { name: `${name}_reach`, text: text([...own, listing.reach.replaceAll('$?', '$2')]) };
  return (connection, keys, reach) => (reach === null || reached === null ? connection.query(plain, [keys]) : connection.query(reached, [keys, reach]));
}

/** The condition that rows are in reach; none for who may see all, and for what all share. */
export function reachSql(listing: Listing, reach: Reach, parameters: SqlParameters): string[] {
  return reach === null || listing.reach === null ? [] : [listing.reach.replaceAll('$?', parameters.add(reach))];
}

/** Part of a statement's name: another text needs another name. */
export function reachTag(listing: Listing, reach: Reach): string {
  return reach === null || listing.reach === null ? '' : '_reach';
}

/** How a name is compared; both together must hold. */
export interface NameFilter {
  readonly eq?: string | undefined;
  /** Anywhere in the name, whatever its case. */
  readonly contains?: string | undefined;
}

/** The conditions of a name filter on the column `name`. */
export function nameConditions(name: NameFilter | undefined): Condition[] {
  return [...present('name', 't.name = $?', name?.eq), ...present('part', 't.name ILIKE $?', name?.contains === undefined ? undefined : containsPattern(name.contains))];
}

/** The condition when there is a value for it, else none. */
export function present(tag: string, sql: string, value: unknown): Condition[] {
  return value === undefined ? [] : [{ tag, sql, value }];
}

/** The condition that a column has one of the values; a single one is compared plainly, so that an index on it keeps its order. */
export function oneOf(tag: string, column: string, values: readonly string[] | undefined): Condition[] {
  const [only] = values ?? [];
  if (values?.length === 1) return present(tag, `${column} = $?`, only);
  return present(`${tag}s`, `${column} = ANY($?::text[])`, values);
}

/** A text that contains the given one, whatever its case; `%` and `_` in it stand for themselves. */
export function containsPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

function conditionsSql(listing: Listing, conditions: readonly Condition[], parameters: SqlParameters): string[] {
  const own = listing.base === null ? [] : [listing.base];
  return [...own, ...conditions.map(({ sql, value }) => sql.replaceAll('$?', parameters.add(value)))];
}

/** `WHERE …`, or nothing. */
export function whereSql(parts: readonly string[]): string {
  return parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`;
}

// An empty name makes an unnamed statement, which the server plans and forgets.
function nameOf(prefix: string, conditions: readonly Condition[]): string {
  return conditions.length > MAX_PREPARED_FILTERS ? '' : [prefix, ...conditions.map(({ tag }) => tag)].join('_');
}
