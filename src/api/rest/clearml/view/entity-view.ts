// How one kind of thing is asked for and shown: its query, and each field of its object with the columns that it is made of.
import type { SearchRead } from '../../../../engine/read/search.read.ts';
import type { ApiVersion } from '../api-version.ts';
import type { QuerySheet } from '../query/query-field.ts';

/** Kinds of things that calls show. */
export type EntityKind = 'task' | 'project' | 'queue' | 'user' | 'model' | 'company';

/** One field of an object. `Row` has the columns of the search, those that were not asked for being undefined. */
export interface ViewField<Row> {
  /** Columns that the whole field is made of. */
  readonly columns: readonly string[] | ((version: ApiVersion) => readonly string[]);
  /** Members that can be shown without the other columns of the field, and the columns of each. */
  readonly parts?: { readonly [member: string]: readonly string[] | ((version: ApiVersion) => readonly string[]) };
  /** Whether it is shown only to who names it. */
  readonly isInternal?: boolean;
  /** The value; undefined and null are left out. */
  show(row: Row, version: ApiVersion): unknown;
}

/** One kind of thing. */
export interface EntityView<Row = never> {
  readonly kind: EntityKind;
  /** The member of answers that has the list. */
  readonly plural: string;
  readonly search: SearchRead;
  readonly query: QuerySheet;
  /** The fields in the order in which they are shown; `id` is among them. */
  readonly fields: { readonly [name: string]: ViewField<Row> };
  /** Fields and members that hold the id of another thing, by dotted name; within arrays each element's. */
  readonly references: { readonly [path: string]: EntityKind };
}

/** A view as those see it who work on any. */
export type AnyView = EntityView<{ readonly [column: string]: unknown }>;

/** Every view by its kind. */
export type ViewBook = { readonly [kind in Exclude<EntityKind, 'company'>]: AnyView };

/** The view, whatever its rows are like: rows come from its own search. */
export function anyView<Row>(view: EntityView<Row>): AnyView {
  return view as unknown as AnyView;
}

/** A field of one column that is shown as it is. */
export function plain<Row>(column: keyof Row & string): ViewField<Row> {
  return { columns: [column], show: (row) => row[column] };
}

/** A field of one column whose value, where there is one, is shown by `show`. */
export function shown<Row, Column extends keyof Row & string>(column: Column, show: (value: NonNullable<Row[Column]>) => unknown): ViewField<Row> {
  return { columns: [column], show: (row) => (row[column] == null ? undefined : show(row[column] as NonNullable<Row[Column]>)) };
}
