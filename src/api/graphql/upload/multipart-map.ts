// The two fields of a multipart request that come before its files: the operation, and which part fills which of its places.
import { isTooDeep, TOO_DEEP } from '../limit/input-depth.ts';

/** Most files of one request. */
export const MAX_UPLOADS = 10;
/** Longest path of a place, in names. */
export const MAX_PATH_LENGTH = 20;

/** The places of the files in the operation, or what is wrong with the two fields. */
export type JudgedMap = { readonly ok: true; readonly paths: readonly (readonly string[])[] } | { readonly ok: false; readonly status: 400 | 413; readonly message: string };

/** Names that lead from a value to what all values share. */
const POLLUTING: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** A message quotes no more of what was sent. */
const MAX_QUOTED = 80;

/** Judges both texts before anything is put into the operation: each place is a null in its variables, and has one file. */
export function judgeMap(operationsText: string, mapText: string): JudgedMap {
  const operations = parsed(operationsText);
  if (operations === undefined) return wrong('the field operations is not JSON');
  if (Array.isArray(operations)) return wrong('operations is a list; send one operation in each request');
  if (!isObject(operations)) return wrong('operations has to be an object with query and variables');
  if (isTooDeep(operations)) return wrong(TOO_DEEP);
  const map = parsed(mapText);
  if (map === undefined) return wrong('the field map is not JSON');
  if (!isObject(map)) return wrong('map has to be an object: for the name of each part the list of places that it fills');
  const entries = Object.entries(map);
  if (entries.length > MAX_UPLOADS) return { ok: false, status: 413, message: `map names ${entries.length} files, at most ${MAX_UPLOADS} are taken in one request` };
  return placesOf(operations, entries);
}

function placesOf(operations: object, entries: readonly [string, unknown][]): JudgedMap {
  const paths: string[][] = [];
  const taken = new Set<string>();
  for (const [part, places] of entries) {
    if (!Array.isArray(places)) return wrong(`in map, ${quoted(part)} has to be a list of places such as "variables.file"`);
    if (places.length === 0) return wrong(`in map, ${quoted(part)} fills no place; name one or leave the part out`);
    for (const place of places as readonly unknown[]) {
      if (typeof place !== 'string') return wrong(`in map, a place of ${quoted(part)} is no text such as "variables.file"`);
      const fault = placeFault(operations, place) ?? (taken.has(place) ? `is filled by two parts` : null);
      if (fault !== null) return wrong(`in map, the place ${quoted(place)} of ${quoted(part)} ${fault}`);
      taken.add(place);
      paths.push(place.split('.'));
    }
  }
  return { ok: true, paths };
}

/** What is wrong with a place; null when it is a null in the variables. */
function placeFault(operations: object, place: string): string | null {
  const names = place.split('.');
  if (names.some((name) => POLLUTING.has(name))) return 'is refused: no name in it may be __proto__, constructor or prototype';
  if (names.length > MAX_PATH_LENGTH) return `is longer than ${MAX_PATH_LENGTH} names`;
  if (names[0] !== 'variables' || names.length < 2) return 'is outside the variables';
  let value: unknown = operations;
  for (const name of names) {
    // A list has its length as an own name too, which is none of its places.
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name) || (Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(name))) return 'is not in operations: put null there';
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value === null ? null : 'holds a value already: put null there';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);
}

function wrong(message: string): JudgedMap {
  return { ok: false, status: 400, message };
}
