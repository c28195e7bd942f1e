// Parsed patterns, and how large they may be.

/** Characters of a class, from and to inclusive, by code point. */
export type CodeRange = readonly [number, number];

/** A parsed pattern. */
export type PatternNode =
  | { readonly kind: 'literal'; readonly code: number }
  | { readonly kind: 'any' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly CodeRange[] }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly min: number; readonly max: number | null };

/** Most repetitions that a pattern may count. */
export const MAX_REPEAT = 100;
/** Deepest nesting of groups. */
export const MAX_PATTERN_DEPTH = 20;
