// Filters in normal form as SQL: columns come from the catalogue, every value is a parameter.
import { type Filter, type FilterLeaf, isLeaf } from '../../domain/filter/filter.ts';
import { rowTest } from '../../domain/filter/filter-match.ts';
import type { SqlParameters } from '../read/keyset.ts';
import type { FilterColumn, FilterColumns } from './filter-column.ts';
import { jsonLeafSql } from './json-leaf-sql.ts';
import { linearEngine } from './linear-engine.ts';
import { leafSql } from './leaf-sql.ts';

/** The condition of a filter that has passed `checkFilter` and `normalFilter`. It is true of the rows shown, and false or unknown of others. */
export function filterSql(filter: Filter, columns: FilterColumns, parameters: SqlParameters): string {
  if (isLeaf(filter)) return positiveSql(filter, columns, parameters);
  // Unknown is not true: what a comparison with an absent value would be turns round with the rest.
  if (filter.kind === 'not') return isMissing(filter.part) ? absentSql(filter.part, columns) : `(${filterSql(filter.part, columns, parameters)}) IS NOT TRUE`;
  if (filter.parts.length === 0) return filter.kind === 'and' ? 'TRUE' : 'FALSE';
  return `(${filter.parts.map((part) => filterSql(part, columns, parameters)).join(filter.kind === 'and' ? ' AND ' : ' OR ')})`;
}

/** The column of a leaf's field. */
export function columnOfLeaf(leaf: FilterLeaf, columns: FilterColumns): FilterColumn {
  const column = columns.get(leaf.path[0]);
  if (column === undefined) throw new Error(`the field ${leaf.path[0]} has passed the check and has no column`);
  return column;
}

function positiveSql(leaf: FilterLeaf, columns: FilterColumns, parameters: SqlParameters): string {
  const column = columnOfLeaf(leaf, columns);
  if (column.type === 'json') return jsonLeafSql(leaf, column.sql, parameters);
  const sql = leafSql(leaf, column.at === undefined ? column : { ...column, sql: column.at(leaf.path.slice(1), parameters) }, parameters);
  return isInSparseIndex(leaf, column) ? `(${sql} AND ${column.sparse!.sql})` : sql;
}

/** Whether all rows of which the leaf is true are in the column's sparse index: it is false of the value that is left out there. */
function isInSparseIndex(leaf: FilterLeaf, { sparse }: FilterColumn): boolean {
  return sparse !== undefined && !rowTest(leaf, linearEngine)({ [leaf.path[0]]: sparse.common });
}

function isMissing(filter: Filter): filter is FilterLeaf & { kind: 'exists' } {
  return filter.kind === 'exists' && filter.path.length === 1;
}

function absentSql(leaf: FilterLeaf, columns: FilterColumns): string {
  const { sql, absent } = columnOfLeaf(leaf, columns);
  return absent ?? `${sql} IS NULL`;
}
