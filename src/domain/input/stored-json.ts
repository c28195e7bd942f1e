// Values from devices and programs, made storable: what PostgreSQL cannot keep is replaced, what is too large or too deep is a fault.
import type { JsonValue } from '../event/event.ts';
import { MAX_JSON_DEPTH } from './json-fault.ts';

/** The value as it can be stored, or what is wrong with it. */
export type StoredJson = { readonly value: JsonValue } | { readonly fault: string };

/** Replaces NUL characters and halves of surrogate pairs by U+FFFD, in keys too; at most `max` characters of JSON and `MAX_JSON_DEPTH` levels. */
export function storedJson(value: unknown, max: number): StoredJson {
  if (depthOf(value, 0) > MAX_JSON_DEPTH) return { fault: `is nested deeper than ${MAX_JSON_DEPTH} levels` };
  const stored = cleaned(value);
  const length = JSON.stringify(stored).length;
  return length > max ? { fault: `has ${length} characters of JSON, at most ${max} can be kept; give less` } : { value: stored };
}

/** A text as it can be stored: no NUL, no half of a surrogate pair. */
export function storedText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** How deep it is; no deeper than one level beyond the limit is looked at. */
function depthOf(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return depth;
  if (depth >= MAX_JSON_DEPTH) return depth + 1;
  let deepest = depth + 1;
  for (const inner of Object.values(value)) deepest = Math.max(deepest, depthOf(inner, depth + 1));
  return deepest;
}

function cleaned(value: unknown): JsonValue {
  if (typeof value === 'string') return storedText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  // What JSON does not have (an absent value, NaN) is nothing.
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storedText(key), cleaned(inner)]));
}
