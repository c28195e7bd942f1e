// The closed tree in which every list, whatever asked for it, says which rows it shows.

/** A value that a field is compared with; times are RFC 3339 texts in UTC with milliseconds, ids are UUIDs. */
export type FilterValue = string | number | boolean;

/** The field, and for JSON fields the keys below it. */
export type FieldPath = readonly [string, ...string[]];

/** How a field is compared with one value. Texts are ordered by code point. */
export const COMPARE_OPS = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const;
/** How a field is compared with one value. */
export type CompareOp = (typeof COMPARE_OPS)[number];

/** How a text is searched. */
export const TEXT_OPS = ['contains', 'startsWith', 'endsWith'] as const;
/** How a text is searched. */
export type TextOp = (typeof TEXT_OPS)[number];

/** How a list of texts is compared: `elem` has the one value, `any` one of them, `all` every one; `empty` has no values. */
export const LIST_OPS = ['elem', 'any', 'all', 'empty'] as const;
/** How a list of texts is compared. */
export type ListOp = (typeof LIST_OPS)[number];

/** A part that looks at one field. Each is true or false: of an absent value all are false but `ne` and `nin`, which are `eq` and `in` turned round. */
export type FilterLeaf =
  | TextTest
  | { readonly kind: 'oneOf'; readonly path: FieldPath; readonly op: 'in' | 'nin'; readonly values: readonly FilterValue[]; readonly ignoreCase?: boolean }
  /** There is a value, and it is not null. */
  | { readonly kind: 'exists'; readonly path: FieldPath }
  | { readonly kind: 'list'; readonly path: FieldPath; readonly op: ListOp; readonly values: readonly string[] }
  /** One entry of a list of texts passes; `part` looks at the entry, whatever its path says. */
  | { readonly kind: 'entry'; readonly path: FieldPath; readonly part: TextTest };


/** A part that looks at a value, or at one text of a list. */
export type TextTest =
  | { readonly kind: 'compare'; readonly path: FieldPath; readonly op: CompareOp; readonly value: FilterValue; readonly ignoreCase?: boolean }
  | { readonly kind: 'text'; readonly path: FieldPath; readonly op: TextOp; readonly value: string; readonly ignoreCase?: boolean }
  /** The pattern is found anywhere in the text; its language is that of `parsePattern`. */
  | { readonly kind: 'regex'; readonly path: FieldPath; readonly pattern: string; readonly ignoreCase?: boolean };

/** Which rows: all parts of an `and` hold, one part of an `or` does; `and` of nothing is every row, `or` of nothing none. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | FilterLeaf;

/** Every row. */
export const EVERYTHING: Filter = { kind: 'and', parts: [] };
/** No row. */
export const NOTHING: Filter = { kind: 'or', parts: [] };

/** Whether it is one of the joining parts. */
export function isLeaf(filter: Filter): filter is FilterLeaf {
  return filter.kind !== 'and' && filter.kind !== 'or' && filter.kind !== 'not';
}

/** How many comparisons it is made of. */
export function comparisonsOf(filter: Filter): number {
  if (isLeaf(filter)) return 1;
  return filter.kind === 'not' ? comparisonsOf(filter.part) : filter.parts.reduce((sum, part) => sum + comparisonsOf(part), 0);
}
