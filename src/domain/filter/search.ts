// Searches: lists as dialects ask for them, by any filter, in any order, a stretch of them, with the columns that are wanted.
import type { FieldPath, Filter } from './filter.ts';

/** One key of an order. Rows without a value come last, in either direction. */
export type SearchOrder =
  /** `isNumeric`: texts that are numbers come as such, before all others, and numbers within others count as numbers. */
  | { readonly kind: 'field'; readonly path: FieldPath; readonly descending: boolean; readonly isNumeric?: boolean }
  /** Those first for which the most parts hold. */
  | { readonly kind: 'score'; readonly parts: readonly Filter[] };

/** Which rows of a noun, which stretch of them, and what of each. */
export interface Search {
  readonly filter: Filter;
  /** The order of creation where this leaves ties, and where it is empty. */
  readonly order: readonly SearchOrder[];
  readonly offset: number;
  readonly limit: number;
  /** Columns by name; others are not read. */
  readonly select: readonly string[];
  /** Whether what its owners have opened to everybody is looked at, too. */
  readonly withPublic: boolean;
}

/** A row that was found, by column. */
export type SearchRow = { readonly [column: string]: unknown };
