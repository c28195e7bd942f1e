// Where the fields of a noun stand in its table, and which of them have an index.
import type { FieldCatalogue, FieldType } from '../../domain/filter/filter-field.ts';
import type { SqlParameters } from '../read/keyset.ts';
import { columnOf } from '../read/select-list.ts';

/** What is known of a column beyond its name. */
export interface ColumnTraits {
  /** An index on the column, then the order of creation: rows that equal one value come from it in order, whatever their number. */
  readonly isOrdered?: true;
  /** A text whose index is on its form without case. */
  readonly isFolded?: true;
  /** The index leaves out rows that have this value, which most have; `sql` is its predicate, which must be said for it to be used. */
  readonly sparse?: { readonly common: unknown; readonly sql: string };
  /** The index finds rows but knows no order: how many it will find must be found out first. */
  readonly isUnordered?: true;
}

/** One column of a table with the alias `t`, or whatever else SQL can make of its row. */
export interface FilterColumn extends ColumnTraits {
  readonly sql: string;
  readonly type: FieldType;
  /** For a field with parts that is no JSON: the SQL of the part that the keys name. */
  at?(keys: readonly string[], parameters: SqlParameters): string;
  /** When the value counts as absent, where that is not NULL. */
  readonly absent?: string;
}

/** The columns of one noun, by the names of its fields. */
export type FilterColumns = ReadonlyMap<string, FilterColumn>;

/** The columns of a noun's fields, named by the rule of the store; `traits` says what is special. */
export function columnsFor<Catalogue extends FieldCatalogue>(catalogue: Catalogue, traits: { readonly [name in keyof Catalogue]?: ColumnTraits }): FilterColumns {
  return new Map(Object.entries(catalogue).map(([name, { type }]) => [name, { sql: `t.${columnOf(name)}`, type, ...traits[name] }]));
}
