// Pages of lists as callers ask for them and get them: first/after or last/before, limits checked, cursors made.
import { DomainError } from '../../domain/errors.ts';
import type { KeysetPage, RowPage } from '../../store/read/keyset.ts';
import { type ListScope, decodePageCursor, encodePageCursor } from './page-cursor.ts';

/** Rows of a page when the caller names no number. */
export const DEFAULT_PAGE = 50;
/** Most rows of one page. */
export const MAX_PAGE = 100;

export { COUNT_CAP } from '../../store/read/listing.ts';

/** What a caller asks for; nothing is the first `DEFAULT_PAGE` rows. */
export interface PageRequest {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** A page in reading order. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  cursorOf(row: Row): string;
  /** Length of the whole list, at most `COUNT_CAP`; a statement of its own, run once when asked for, however often that is. */
  count(): Promise<number>;
}

/** Checks a request. Throws INVALID for sizes out of range or both directions at once, CURSOR_INVALID for foreign cursors. */
export function keysetPage(request: PageRequest, scope: ListScope): KeysetPage {
  const { first = null, last = null, after = null, before = null } = request;
  if (first !== null && last !== null) throw new DomainError('INVALID', 'first and last together have no meaning: give one of them', { path: ['last'] });
  const backward = last !== null;
  return {
    limit: sizeOf(backward ? last : first, backward ? 'last' : 'first'),
    backward,
    after: after === null ? null : decodePageCursor(scope, after, 'after'),
    before: before === null ? null : decodePageCursor(scope, before, 'before'),
  };
}

/** Makes a page of rows read. Rows on the near side of a cursor are taken to exist: they did when it was made. */
export function pageOf<Row extends object>(found: RowPage<Row>, asked: { scope: ListScope; page: KeysetPage; count: () => Promise<number> }): Page<Row> {
  const { scope, page } = asked;
  let counted: Promise<number> | undefined;
  return {
    rows: found.rows,
    hasNextPage: page.backward ? page.before !== null : found.more,
    hasPreviousPage: page.backward ? found.more : page.after !== null,
    cursorOf: (row) => encodePageCursor(scope, row),
    count: () => (counted ??= asked.count()),
  };
}

function sizeOf(size: number | null, path: string): number {
  if (size === null) return DEFAULT_PAGE;
  if (Number.isSafeInteger(size) && size >= 0 && size <= MAX_PAGE) return size;
  throw new DomainError('INVALID', `${path} must be from 0 to ${MAX_PAGE}, is ${size}`, { path: [path] });
}
