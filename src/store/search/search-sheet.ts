// What a search may ask of a noun: where each of its columns stands, and what must be joined for it.
import type { FieldType } from '../../domain/filter/filter-field.ts';
import type { FilterColumn } from '../filter/filter-column.ts';

/** A column of a search: compared by filters and orders, or only shown. */
export interface SearchColumn extends FilterColumn {
  /** The join of the sheet that it needs. */
  readonly join?: string;
  /** An index finds few rows by a value of it: conditions on it need no limit of time. */
  readonly isKey?: boolean;
}

/** A noun as it is searched; `from` has the alias `t`. */
export interface SearchSheet {
  readonly name: string;
  readonly from: string;
  /** Further tables by name, each `LEFT JOIN …` of one row at most. */
  readonly joins: { readonly [name: string]: string };
  readonly base: string | null;
  /** What holds for the rows that a caller with grants may see; `$?` stands for the ids of the projects in its reach. Null = shared by all. */
  readonly reach: string | null;
  /** What holds for the rows that everybody may see. Null = there are none. */
  readonly open: string | null;
  readonly columns: ReadonlyMap<string, SearchColumn>;
  /** The columns of the order of creation, unique together. */
  readonly creation: string;
  /** Whether the table is so small that looking at all of it is nothing. */
  readonly isSmall: boolean;
}

/** Columns by name. */
export function searchColumns(columns: { readonly [name: string]: SearchColumn }): ReadonlyMap<string, SearchColumn> {
  return new Map(Object.entries(columns));
}

/** A column of the table itself. */
export function own(name: string, type: FieldType, more: Partial<SearchColumn> = {}): SearchColumn {
  return { sql: `t.${name}`, type, ...more };
}

/** A column of a joined table, as in `doc.comment`, which is the column `comment` of the join `doc`. */
export function joined(column: string, type: FieldType, more: Partial<SearchColumn> = {}): SearchColumn {
  return { sql: column, type, join: column.split('.', 1)[0]!, ...more };
}

/** The id in 32 digits, for patterns. */
export function digits(sql: string, more: Partial<SearchColumn> = {}): SearchColumn {
  return { sql: `replace(${sql}::text, '-', '')`, type: 'text', ...more };
}
