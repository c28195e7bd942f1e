// The three reads that every noun has: a page of a filtered list, its count, and rows by id.
import type { FieldCatalogue } from '../../domain/filter/filter-field.ts';
import type { Filter } from '../../domain/filter/filter.ts';
import type { ListOrder } from '../../domain/filter/list-orders.ts';
import type { Connection } from '../database.ts';
import { type ColumnTraits, columnsFor } from '../filter/filter-column.ts';
import { filterConditions, isBounded, isUnordered } from '../filter/filter-conditions.ts';
import { readProbedPage } from '../filter/probe-page.ts';
import type { KeysetPage, RowPage, SortKey } from './keyset.ts';
import { type Listing, type Reach, countRows, loadBy, readPage } from './listing.ts';

/** The reads of one noun. Filters have passed the check against `fields` and are in normal form. */
export interface NounReads<Row, Field extends string> {
  readonly name: string;
  readonly fields: FieldCatalogue;
  /** Newest first when nothing is asked for. */
  order(by: ListOrder<Field> | undefined): readonly SortKey[];
  /** Whether the page costs the same whatever the table holds; other filters are to be read within a limit of time. */
  isBounded(filter: Filter, order: readonly SortKey[]): boolean;
  /** One page of the list, in one statement; in two where an index finds rows in no order. */
  page(connection: Connection, filter: Filter, where: { order: readonly SortKey[]; page: KeysetPage; reach: Reach }): Promise<RowPage<Row>>;
  /** How many rows in reach the filter leaves, at most `COUNT_CAP`. */
  count(connection: Connection, filter: Filter, reach: Reach): Promise<number>;
  /** Rows by id in one statement, in no order; absent ones and those out of reach are left out. */
  load(connection: Connection, ids: readonly string[], reach: Reach): Promise<Row[]>;
}

/** What makes the reads of one noun; `record` turns a stored row into the domain's record. */
export interface NounDescription<Stored, Row, Field extends string, Fields extends FieldCatalogue> {
  readonly listing: Listing;
  readonly fields: Fields;
  readonly traits: { readonly [name in keyof Fields]?: ColumnTraits };
  /** The key that each order begins with; `tie` follows unless it is the same. */
  readonly orders: { readonly [field in Field]: OrderKey };
  readonly tie: OrderKey;
  record(stored: Stored): Row;
}

/** A column to order by, in either direction. */
export type OrderKey = Omit<SortKey, 'descending'>;

/** The reads of the noun described. */
export function nounReads<Stored extends object, Row, Field extends string, Fields extends FieldCatalogue>(noun: NounDescription<Stored, Row, Field, Fields>): NounReads<Row, Field> {
  const load = loadBy(noun.listing);
  const columns = columnsFor(noun.fields, noun.traits);
  const isByCreation = ([first]: readonly SortKey[]) => first?.property === noun.tie.property;
  return {
    name: noun.listing.name,
    fields: noun.fields,
    order(by) {
      const { key, descending } = by === undefined ? { key: noun.tie, descending: true } : { key: noun.orders[by.field], descending: by.descending };
      return (key.property === noun.tie.property ? [key] : [key, noun.tie]).map((each) => ({ ...each, descending }));
    },
    isBounded: (filter, order) => isBounded(filter, columns, isByCreation(order)),
    async page(connection, filter, where) {
      const read = isUnordered(filter, columns, where.order[0]!.property) ? readProbedPage : readPage;
      const { rows, more } = await read<Stored>(connection, noun.listing, { conditions: filterConditions(filter, columns, isByCreation(where.order)), ...where });
      return { rows: rows.map(noun.record), more };
    },
    count: (connection, filter, reach) => countRows(connection, noun.listing, { conditions: filterConditions(filter, columns, true), reach }),
    load: async (connection, ids, reach) => (await load<Stored>(connection, ids, reach)).map(noun.record),
  };
}

/** For nouns whose rows are the domain's records as they come. */
export function asStored<Row>(row: Row): Row {
  return row;
}
