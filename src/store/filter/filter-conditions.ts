// A filter as the conditions of a list.
import { type Filter, isLeaf } from '../../domain/filter/filter.ts';
import type { Condition } from '../read/listing.ts';
import type { FilterColumns } from './filter-column.ts';
import { columnOfLeaf, filterSql } from './filter-sql.ts';

/** One condition for each part that must hold; the filter is in normal form. `isByCreation` says whether the list has no order but that. */
export function filterConditions(filter: Filter, columns: FilterColumns, isByCreation: boolean): Condition[] {
  return conjuncts(filter).map((part) => ({ tag: isByCreation ? preparedTag(part, columns) : null, write: (parameters) => filterSql(part, columns, parameters) }));
}

/**
 * Whether a part of the filter that must hold is served by an index that knows nothing of this order: it may find five rows or half of
 * all. `property` is that of the order's first key.
 */
export function isUnordered(filter: Filter, columns: FilterColumns, property: string): boolean {
  return conjuncts(filter).some((part) => hasUnordered(part, columns, property));
}

function hasUnordered(part: Filter, columns: FilterColumns, property: string): boolean {
  if (part.kind === 'not') return part.part.kind === 'exists' && hasUnordered(part.part, columns, property);
  if (!isLeaf(part)) return part.parts.some((each) => hasUnordered(each, columns, property));
  return part.path[0] !== property && columnOfLeaf(part, columns).isUnordered === true && !(part.kind === 'list' && (part.op === 'empty' || part.values.length === 0));
}

/** Whether a page costs the same however many rows there are and whatever they hold: of no filter, or of one equality that an index keeps in this order. */
export function isBounded(filter: Filter, columns: FilterColumns, isByCreation: boolean): boolean {
  const parts = conjuncts(filter);
  return parts.length === 0 || (isByCreation && parts.length === 1 && preparedTag(parts[0]!, columns) !== null);
}

function conjuncts(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.parts : [filter];
}

// A kept plan does not know the value: only where the same index is right for every value, which is so in the order of creation, may it be kept.
function preparedTag(part: Filter, columns: FilterColumns): string | null {
  if (part.kind !== 'compare' || part.op !== 'eq') return null;
  const { isOrdered, sparse } = columnOfLeaf(part, columns);
  return isOrdered === true && sparse === undefined ? `${part.path[0]}${part.ignoreCase === true ? '_i' : ''}` : null;
}
