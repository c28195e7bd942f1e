// Searches, carried out.
import { normalFilter } from '../../domain/filter/normal-form.ts';
import type { Search, SearchRow } from '../../domain/filter/search.ts';
import type { Connection, Database } from '../database.ts';
import { limitedRead } from '../filter/limited-read.ts';
import type { Reach } from '../read/listing.ts';
import type { SearchSheet } from './search-sheet.ts';
import { hasPattern, isNarrow, searchStatement } from './search-sql.ts';

/** Texts of searches that are kept prepared; each costs every connection a plan. Clients ask in a few dozens of shapes. */
export const MAX_PREPARED_SEARCHES = 100;

/**
 * The rows of a search in their order, in one statement. What no index narrows is read within `FILTER_SCAN_MS`, few at a time; throws
 * LIMIT_EXCEEDED then.
 */
export function readSearch(database: Database, sheet: SearchSheet, { search: given, reach }: { search: Search; reach: Reach }): Promise<SearchRow[]> {
  const search = { ...given, filter: normalFilter(given.filter) };
  const { filter } = search;
  if (filter.kind === 'or' && filter.parts.length === 0) return Promise.resolve([]);
  const { text, values } = searchStatement(sheet, search, reach);
  const read = (connection: Connection, name: string): Promise<SearchRow[]> => connection.query<SearchRow>({ name, text }, values);
  const isLong = hasPattern(filter);
  if (!isLong && isNarrow(sheet, filter)) return read(database, preparedName(text));
  if (!isLong && sheet.isSmall) return read(database, '');
  return limitedRead(database, (connection) => read(connection, ''));
}

const NAMES = new Map<string, string>();

// Callers choose the shape, so that there could be any number of them: the first ones stay, others are planned each time.
function preparedName(text: string): string {
  const known = NAMES.get(text);
  if (known !== undefined) return known;
  if (NAMES.size >= MAX_PREPARED_SEARCHES) return '';
  const name = `search_${NAMES.size}`;
  NAMES.set(text, name);
  return name;
}
