// The order of creation that most lists have: a number the database gave each row.
import type { SortKey } from './keyset.ts';

const NEWEST_FIRST: readonly SortKey[] = [{ property: 'ord', column: 't.ord', type: 'integer', descending: true }];
const OLDEST_FIRST: readonly SortKey[] = [{ property: 'ord', column: 't.ord', type: 'integer', descending: false }];

/** By creation, the newest first when `descending`. */
export function creationOrder(descending: boolean): readonly SortKey[] {
  return descending ? NEWEST_FIRST : OLDEST_FIRST;
}
