// JSON from outside as PostgreSQL can keep it: bounded in depth, without NUL and halves of surrogate pairs, anywhere.
import { invalid, type InputPath } from '../domain/input/check.ts';

/** Deepest nesting of a value from outside; beyond some thousands the JSON functions here and in PostgreSQL run out of stack. */
export const MAX_JSON_DEPTH = 64;

/** Gives back the value, or throws INVALID with the place of what cannot be kept. Check it before anything is made of it. */
export function storableAt<T>(value: T, path: InputPath): T {
  check(value, path, 0);
  return value;
}

function check(value: unknown, path: InputPath, depth: number): void {
  if (typeof value === 'string') return checkText(value, path);
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') invalid(path, 'is no JSON value');
  if (typeof value !== 'object' || value === null) return;
  if (depth >= MAX_JSON_DEPTH) invalid(path.slice(0, 8), `is nested deeper than ${MAX_JSON_DEPTH} levels`);
  for (const [key, inner] of Object.entries(value)) {
    checkText(key, path);
    check(inner, [...path, key], depth + 1);
  }
}

function checkText(text: string, path: InputPath): void {
  if (text.includes('\0')) invalid(path, 'must not contain the NUL character');
  if (!text.isWellFormed()) invalid(path, 'contains half of a surrogate pair, which is no text');
}
