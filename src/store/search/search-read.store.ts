// Searches, carried out.
import type { Search, SearchRow } from '../../domain/filter/search.ts';
import type { Connection, Database } from '../database.ts';
import { limitedRead } from '../filter/limited-read.ts';
import type { Reach } from '../read/listing.ts';
import { searchPlan } from './search-plan.ts';
import type { SearchSheet } from './search-sheet.ts';

/**
 * The rows of a search in their order, in one statement. What no index narrows is read within `FILTER_SCAN_MS`, few at a time; throws
 * LIMIT_EXCEEDED then.
 */
export function readSearch(database: Database, sheet: SearchSheet, { search, reach }: { search: Search; reach: Reach }): Promise<readonly SearchRow[]> {
  const { text, name, valuesFor, isLong, isEmpty } = searchPlan(sheet, search, reach);
  if (isEmpty) return Promise.resolve([]);
  const read = (connection: Connection): Promise<SearchRow[]> => connection.query<SearchRow>({ name, text }, valuesFor(reach));
  return isLong ? limitedRead(database, read) : read(database);
}
