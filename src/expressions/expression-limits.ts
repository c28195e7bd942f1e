// Limits of expressions: what keeps one from taking the process with it.

/**
 * `source`: characters; `depth`: of the tree (a chain of `+` or `and` is one level); `operations`: of one evaluation, where long
 * texts and lists count by their length; `text`, `items`: longest text and list made; `intBits`: of an int on the way (results
 * end at 2^53); `formatWidth`, `precision`: of a format, `filled`: characters of JSON one written value may grow to.
 */
export const EXPRESSION_LIMITS = {
  source: 2_000,
  depth: 50,
  operations: 100_000,
  text: 100_000,
  items: 10_000,
  intBits: 1_000,
  formatWidth: 1_000,
  precision: 100,
  filled: 1_000_000,
} as const;
