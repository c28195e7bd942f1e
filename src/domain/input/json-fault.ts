// What keeps a value from being JSON that can be stored: depth, texts that PostgreSQL refuses, values JSON does not have.

/** Deepest nesting of free JSON; beyond it writing it as text would exhaust the stack. */
export const MAX_JSON_DEPTH = 64;

/** A fault with its place within the value. */
export interface JsonFault {
  readonly path: readonly string[];
  readonly message: string;
}

/** The first fault of a value, or null. */
export function jsonFault(value: unknown, depth = 0): JsonFault | null {
  switch (typeof value) {
    case 'boolean':
      return null;
    case 'string':
      return textFault(value);
    case 'number':
      return Number.isFinite(value) ? null : at([], 'must be a finite number');
    case 'object':
      return value === null ? null : insideFault(value, depth + 1);
    default:
      return at([], `is ${typeof value}, which is not JSON`);
  }
}

function insideFault(value: object, depth: number): JsonFault | null {
  if (depth > MAX_JSON_DEPTH) return at([], `is nested deeper than ${MAX_JSON_DEPTH} levels`);
  for (const [key, inner] of Object.entries(value)) {
    const fault = textFault(key) ?? jsonFault(inner, depth);
    if (fault) return at([key, ...fault.path], fault.message);
  }
  return null;
}

/** Why a text cannot be stored, or null. */
function textFault(text: string): JsonFault | null {
  if (text.includes('\0')) return at([], 'must not contain the NUL character');
  return text.isWellFormed() ? null : at([], 'contains half of a surrogate pair, which is no text');
}

function at(path: readonly string[], message: string): JsonFault {
  return { path, message };
}
