// How deep what clients send may be nested: whoever walks through it by recursion must reach its end.

/** Deepest nesting of a request: a definition with the deepest steps, whose arguments are the deepest JSON, has less than 120 levels. */
export const MAX_INPUT_DEPTH = 150;

/** What to tell the sender of more. */
export const TOO_DEEP = `what was sent is nested deeper than ${MAX_INPUT_DEPTH} levels: flatten it, steps and JSON values have lower limits still`;

/** Whether a value is nested deeper than that; looked at level by level, without recursion. */
export function isTooDeep(value: unknown): boolean {
  let level: object[] = isBranch(value) ? [value] : [];
  for (let depth = 0; depth <= MAX_INPUT_DEPTH; depth++) {
    if (level.length === 0) return false;
    level = branchesOf(level);
  }
  return true;
}

// Only lists and objects are kept: most of what is sent is neither.
function branchesOf(level: readonly object[]): object[] {
  const inner: object[] = [];
  for (const each of level) {
    const values: readonly unknown[] = Array.isArray(each) ? each : Object.values(each);
    for (const value of values) if (isBranch(value)) inner.push(value);
  }
  return inner;
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
