// Cursors of lists: the place of a row, bound to the list, filter and order it was given for.
import { createHash } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import { isTime } from '../../domain/filter/filter-check.ts';
import { isUuid } from '../../domain/uuid.ts';
import type { RowKey, SortKey } from '../../store/read/keyset.ts';

/** Longest text in a cursor, in characters: no name or path that lists are ordered by is longer. */
export const MAX_KEY_TEXT = 1_024;
/** Longest cursor that is looked at at all: a text of that length, each of its characters three bytes. */
export const MAX_PAGE_CURSOR_LENGTH = 4_500;

const VERSION = 1;

/** A list as its cursors know it: the same rows in the same order have the same scope. */
export interface ListScope {
  readonly name: string;
  /** Whatever chooses the rows: the filter, or the parent's id. */
  readonly filter: unknown;
  readonly order: readonly SortKey[];
  /** Cursors of the list's own, where another stream takes the same ones. */
  readonly codec?: CursorCodec | undefined;
}

/** How a list writes and reads its own cursors; `decode` answers null for what it did not write. */
export interface CursorCodec {
  encode(row: object): string;
  decode(text: string): RowKey | null;
}

/** The cursor of a row: opaque, versioned, of use in its own list only. */
export function encodePageCursor(scope: ListScope, row: object): string {
  if (scope.codec !== undefined) return scope.codec.encode(row);
  const key = scope.order.map(({ property }) => (row as { readonly [key: string]: unknown })[property]);
  return Buffer.from(JSON.stringify([VERSION, markOf(scope), ...key])).toString('base64url');
}

/** The place a cursor names. Throws CURSOR_INVALID when it was not made for this list; `path` is the argument it came in. */
export function decodePageCursor(scope: ListScope, text: string, path: string): RowKey {
  if (scope.codec !== undefined) return scope.codec.decode(text) ?? notOurs(path);
  const parts = text.length > MAX_PAGE_CURSOR_LENGTH ? null : parse(text);
  if (parts === null || parts[0] !== VERSION) notOurs(path);
  const key = parts.slice(2);
  const fits = parts[1] === markOf(scope) && key.length === scope.order.length && key.every((value, i) => isKeyValue(value, scope.order[i]!));
  if (!fits) throw new DomainError('CURSOR_INVALID', `${path} belongs to another list, filter or order: start again without it`, { path: [path] });
  return key as RowKey;
}

function notOurs(path: string): never {
  throw new DomainError('CURSOR_INVALID', `${path} is not a cursor of this server: use one from pageInfo or edges, or leave it out`, { path: [path] });
}

// Key names are sorted so that the same filter written in another order is the same list.
function markOf(scope: ListScope): string {
  const order = scope.order.map(({ property, descending }) => [property, descending]);
  const text = JSON.stringify([scope.name, scope.filter, order], (_, value: unknown) => (isPlain(value) ? sorted(value) : value));
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function parse(text: string): unknown[] | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parts) ? parts : null;
  } catch {
    return null; // not JSON: the caller answers CURSOR_INVALID
  }
}

// PostgreSQL would fail on a value of another type, and a failed cast looks like a fault of ours.
function isKeyValue(value: unknown, { type }: SortKey): boolean {
  switch (type) {
    case 'uuid':
      return typeof value === 'string' && isUuid(value);
    case 'integer':
      return Number.isSafeInteger(value);
    case 'text':
      return typeof value === 'string' && value.length <= MAX_KEY_TEXT && !value.includes('\0') && value.isWellFormed();
    case 'time':
      return value === null || isTime(value);
  }
}
