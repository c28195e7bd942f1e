// A filter as the conditions of a list.
import { canonicalText } from '../../domain/filter/normal-form.ts';
import { type Filter, isLeaf } from '../../domain/filter/filter.ts';
import type { Condition } from '../read/listing.ts';
import type { FilterColumns } from './filter-column.ts';
import { columnOfLeaf, filterSql } from './filter-sql.ts';

/** One condition for each part that must hold; the filter is in normal form. */
export function filterConditions(filter: Filter, columns: FilterColumns): Condition[] {
  return conjuncts(filter).map((part) => ({ tag: preparedTag(part, columns), write: (parameters) => filterSql(part, columns, parameters) }));
}

/** Whether a part of the filter that must hold is served by an index that knows no order: it may find five rows or half of all. */
export function isUnordered(filter: Filter, columns: FilterColumns): boolean {
  return conjuncts(filter).some((part) => part.kind === 'list' && part.op !== 'empty' && part.values.length > 0 && columnOfLeaf(part, columns).isUnordered === true);
}

/** Whether some part can only be found out by looking at row after row: such a read has a time of its own. */
export function needsScan(filter: Filter, columns: FilterColumns): boolean {
  if (filter.kind === 'not') return needsScan(filter.part, columns);
  if (!isLeaf(filter)) return filter.parts.some((part) => needsScan(part, columns));
  const column = columnOfLeaf(filter, columns);
  return column.type === 'json' || filter.kind === 'regex' || (filter.kind === 'text' && !(filter.op === 'startsWith' && column.isFolded === true));
}

function conjuncts(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.parts : [filter];
}

// A kept plan does not know the value: only where the same index is right for every value may it be kept.
function preparedTag(part: Filter, columns: FilterColumns): string | null {
  if (part.kind !== 'compare' || part.op !== 'eq') return canonicalText(part) === 'or()' ? 'nothing' : null;
  const { isOrdered, sparse } = columnOfLeaf(part, columns);
  return isOrdered === true && sparse === undefined ? `${part.path[0]}${part.ignoreCase === true ? '_i' : ''}` : null;
}
