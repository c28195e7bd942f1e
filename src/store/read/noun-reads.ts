// The three reads that every noun has: a page of a filtered list, its count, and rows by id.
import type { Connection } from '../database.ts';
import type { KeysetPage, RowPage, SortKey } from './keyset.ts';
import { type Condition, type Listing, type Reach, countRows, loadBy, readPage } from './listing.ts';

/** The reads of one noun; `Filter` says which rows, an empty one leaves all. */
export interface NounReads<Row, Filter> {
  readonly name: string;
  order(descending: boolean): readonly SortKey[];
  /** One page of the list, in one statement. */
  page(connection: Connection, filter: Filter, where: { order: readonly SortKey[]; page: KeysetPage; reach: Reach }): Promise<RowPage<Row>>;
  /** How many rows in reach the filter leaves, at most `COUNT_CAP`. */
  count(connection: Connection, filter: Filter, reach: Reach): Promise<number>;
  /** Rows by id in one statement, in no order; absent ones and those out of reach are left out. */
  load(connection: Connection, ids: readonly string[], reach: Reach): Promise<Row[]>;
}

/** What makes the reads of one noun; `record` turns a stored row into the domain's record. */
export interface NounDescription<Stored, Row, Filter> {
  readonly listing: Listing;
  order(descending: boolean): readonly SortKey[];
  conditions(filter: Filter): Condition[];
  record(stored: Stored): Row;
}

/** The reads of the noun described. */
export function nounReads<Stored extends object, Row, Filter>(noun: NounDescription<Stored, Row, Filter>): NounReads<Row, Filter> {
  const load = loadBy(noun.listing);
  return {
    name: noun.listing.name,
    order: (descending) => noun.order(descending),
    async page(connection, filter, where) {
      const { rows, more } = await readPage<Stored>(connection, noun.listing, { conditions: noun.conditions(filter), ...where });
      return { rows: rows.map(noun.record), more };
    },
    count: (connection, filter, reach) => countRows(connection, noun.listing, { conditions: noun.conditions(filter), reach }),
    load: async (connection, ids, reach) => (await load<Stored>(connection, ids, reach)).map(noun.record),
  };
}

/** For nouns whose rows are the domain's records as they come. */
export function asStored<Row>(row: Row): Row {
  return row;
}
