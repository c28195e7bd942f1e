// Inputs of commands as they can be hashed and kept: bounded in depth, JSON only, without texts that PostgreSQL refuses.
import { invalid } from '../domain/input/check.ts';
import { jsonFault } from '../domain/input/json-fault.ts';

/** Throws INVALID with the place of what is no JSON that can be kept; fields that are undefined count as absent. */
export function requireStorable(input: unknown): void {
  const fault = jsonFault(withoutAbsent(input, 0));
  if (fault) invalid(fault.path, fault.message);
}

/** Deeper than any input that is accepted, and far from the end of the stack. */
const DEEP_ENOUGH = 100;

function withoutAbsent(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > DEEP_ENOUGH) return value;
  if (Array.isArray(value)) return value.map((inner) => withoutAbsent(inner, depth + 1));
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, withoutAbsent(inner, depth + 1)]])));
}
