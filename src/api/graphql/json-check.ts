// What JSON from outside may hold: only what PostgreSQL can store and what later code can walk through.
import { GraphQLError } from 'graphql';

/** Deepest nesting of a JSON value; deeper ones would exhaust the stack of whoever walks through them. */
export const MAX_JSON_DEPTH = 64;

/** The value itself. Throws for NUL, halves of surrogate pairs, numbers that JSON does not have, and nesting that is too deep. */
export function checkedJson(value: unknown, depth = 0): unknown {
  if (depth > MAX_JSON_DEPTH) throw new GraphQLError(`JSON values are nested at most ${MAX_JSON_DEPTH} deep`);
  if (typeof value === 'string') checkText(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new GraphQLError('numbers of JSON values must be finite and fit 64 bits');
  if (typeof value !== 'object' || value === null) return value;
  for (const [key, each] of Object.entries(value)) {
    checkText(key);
    checkedJson(each, depth + 1);
  }
  return value;
}

function checkText(text: string): void {
  if (text.includes('\0') || !text.isWellFormed()) throw new GraphQLError('texts of JSON values must not contain NUL or half of a surrogate pair');
}
