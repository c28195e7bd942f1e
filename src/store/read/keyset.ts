// Keyset pages in SQL: the rows beyond a key in a fixed order, so that a page costs the same however far it lies.

/** One column of an order; together the columns of an order are unique. */
export interface SortKey {
  readonly property: string;
  /** The column; for a `text` its form without case (`foldedSql`), for a `time` one in which none is before all times (`timeSql`). */
  readonly column: string;
  /** What a key value must be; anything else would be a failed cast in PostgreSQL. */
  readonly type: SortKeyType;
  readonly descending: boolean;
}

/** Types of the columns of orders. */
export type SortKeyType = 'integer' | 'uuid' | 'text' | 'time';

/** The place of a row in an order: one value for each of its columns; null for a time that it does not have. */
export type RowKey = readonly (string | number | null)[];

/** A text without its case, for comparisons by code point; an index on it serves equality, beginnings and order. */
export function foldedSql(text: string): string {
  return `(lower(${text} COLLATE pg_c_utf8) COLLATE "C")`;
}

/** A time that may be absent: then it is before all others. */
export function timeSql(time: string): string {
  return `coalesce(${time}, '-infinity')`;
}

/** Which rows: those strictly between `after` and `before`, the first `limit` of them, or the last when `backward`. */
export interface KeysetPage {
  readonly limit: number;
  readonly backward: boolean;
  readonly after: RowKey | null;
  readonly before: RowKey | null;
}

/** A page of rows in reading order; `more` tells that further ones lie beyond its far end. */
export interface RowPage<Row> {
  readonly rows: readonly Row[];
  readonly more: boolean;
}

/** The values of a statement; `add` answers the placeholder. */
export class SqlParameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** WHERE parts, ORDER BY and LIMIT of a page; one row more than the page is read, to know whether there are more. */
export function pageSql(order: readonly SortKey[], page: KeysetPage, parameters: SqlParameters): { where: string[]; orderBy: string; limit: string } {
  const where: string[] = [];
  if (page.after !== null) where.push(beyond(order, page.after, { parameters, backward: false }));
  if (page.before !== null) where.push(beyond(order, page.before, { parameters, backward: true }));
  const orderBy = order.map((key) => `${key.column} ${key.descending === page.backward ? 'ASC' : 'DESC'}`).join(', ');
  return { where, orderBy, limit: parameters.add(page.limit + 1) };
}

/** Cuts the extra row off and turns a backward page round. */
export function rowPage<Row>(found: readonly Row[], page: KeysetPage): RowPage<Row> {
  const kept = found.slice(0, page.limit);
  return { rows: page.backward ? kept.toReversed() : kept, more: found.length > page.limit };
}

/** A short text for each shape a page can have; statements of one shape share their prepared plan. */
export function shapeOf(page: KeysetPage): string {
  return `${page.backward ? 'b' : 'f'}${page.after === null ? '' : 'a'}${page.before === null ? '' : 'b'}`;
}

// The first line bounds the scan of the index; the alternatives below it handle ties column by column (orders may mix directions).
function beyond(order: readonly SortKey[], key: RowKey, options: { parameters: SqlParameters; backward: boolean }): string {
  const holders = key.map((value, i) => HOLDERS[order[i]!.type](options.parameters.add(value)));
  const sign = order.map(({ descending }) => (descending === options.backward ? '>' : '<'));
  const ties = order.map(({ column }, i) => [...order.slice(0, i).map((earlier, j) => `${earlier.column} = ${holders[j]}`), `${column} ${sign[i]} ${holders[i]}`].join(' AND '));
  if (order.length === 1) return ties[0]!;
  // In one direction a row comparison says it all, and the index leads to the very place: a page deep in a long log costs what the first does.
  if (sign.every((one) => one === sign[0])) return `(${order.map(({ column }) => column).join(', ')}) ${sign[0]} (${holders.join(', ')})`;
  return `${order[0]!.column} ${sign[0]}= ${holders[0]} AND (${ties.map((tie) => `(${tie})`).join(' OR ')})`;
}

// Keys hold the values of the rows as they are: only the database says what is the same without its case.
const HOLDERS: { readonly [type in SortKeyType]: (placeholder: string) => string } = {
  integer: (placeholder) => `${placeholder}::bigint`,
  uuid: (placeholder) => `${placeholder}::uuid`,
  text: (placeholder) => foldedSql(`${placeholder}::text`),
  time: (placeholder) => timeSql(`${placeholder}::timestamptz`),
};
