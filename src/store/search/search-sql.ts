// Searches as SQL: one statement, with the joins that its columns need.
import { type Filter, type FieldPath, isLeaf } from '../../domain/filter/filter.ts';
import type { Search, SearchOrder } from '../../domain/filter/search.ts';
import { filterSql } from '../filter/filter-sql.ts';
import { SqlParameters } from '../read/keyset.ts';
import { whereSql, type Reach } from '../read/listing.ts';
import type { SearchColumn, SearchSheet } from './search-sheet.ts';

/** Text and values of a search. */
export interface SearchStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The statement of a search whose filter is in normal form. */
export function searchStatement(sheet: SearchSheet, search: Search, reach: Reach): SearchStatement {
  const parameters = new SqlParameters();
  const where = [...(sheet.base === null ? [] : [sheet.base]), ...seenSql(sheet, { reach, withPublic: search.withPublic, parameters })];
  for (const part of conjuncts(search.filter)) where.push(filterSql(part, sheet.columns, parameters));
  const orderBy = [...search.order.map((key) => orderSql(sheet, key, parameters)), sheet.creation].join(', ');
  const select = search.select.map((name) => `${columnNamed(sheet, name).sql} AS "${name}"`).join(', ');
  const stretch = `LIMIT ${parameters.add(search.limit)}${search.offset === 0 ? '' : ` OFFSET ${parameters.add(search.offset)}`}`;
  return { text: `SELECT ${select} FROM ${sheet.from}${joinsSql(sheet, search)} ${whereSql(where)} ORDER BY ${orderBy} ${stretch}`, values: parameters.values };
}

/** Values by which an index finds few rows: 10,000 tasks with their documents may take longer than anybody waits. */
export const MAX_NARROW_VALUES = 1_000;

/** Whether few rows are looked at whatever the table holds: such a search is kept prepared, and needs no limit of time. */
export function isNarrow(sheet: SearchSheet, filter: Filter): boolean {
  return conjuncts(filter).some((part) => ((part.kind === 'oneOf' && part.values.length <= MAX_NARROW_VALUES) || (part.kind === 'compare' && part.op === 'eq')) && columnNamed(sheet, part.path[0]).isKey === true);
}

/** Whether some part of the filter is a pattern that needs an engine. */
export function hasPattern(filter: Filter): boolean {
  if (filter.kind === 'regex') return true;
  if (filter.kind === 'entry') return filter.part.kind === 'regex';
  if (isLeaf(filter)) return false;
  return filter.kind === 'not' ? hasPattern(filter.part) : filter.parts.some(hasPattern);
}

function conjuncts(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.parts : [filter];
}

function columnNamed(sheet: SearchSheet, name: string): SearchColumn {
  const column = sheet.columns.get(name);
  if (column === undefined) throw new Error(`searches of ${sheet.name} have no column ${name}`);
  return column;
}

function seenSql(sheet: SearchSheet, of: { reach: Reach; withPublic: boolean; parameters: SqlParameters }): string[] {
  const { open } = sheet;
  if (of.reach === null || sheet.reach === null) return open === null || of.withPublic ? [] : [`NOT ${open}`];
  const reach = sheet.reach.replaceAll('$?', of.parameters.add(of.reach));
  if (open === null) return [reach];
  return [of.withPublic ? `(${reach} OR ${open})` : `${reach} AND NOT ${open}`];
}

function joinsSql(sheet: SearchSheet, search: Search): string {
  const names = new Set<string>(search.select);
  collect(search.filter, names);
  for (const key of search.order) {
    if (key.kind === 'field') names.add(key.path[0]);
    else for (const part of key.parts) collect(part, names);
  }
  const needed = new Set([...names].map((name) => columnNamed(sheet, name).join));
  return Object.entries(sheet.joins).flatMap(([name, sql]) => (needed.has(name) ? [` ${sql}`] : [])).join('');
}

function collect(filter: Filter, names: Set<string>): void {
  if (isLeaf(filter)) names.add(filter.path[0]);
  else for (const part of filter.kind === 'not' ? [filter.part] : filter.parts) collect(part, names);
}

function orderSql(sheet: SearchSheet, key: SearchOrder, parameters: SqlParameters): string {
  if (key.kind === 'score') return key.parts.length === 0 ? '1 + 0' : `${key.parts.map((part) => `(${filterSql(part, sheet.columns, parameters)} IS TRUE)::int`).join(' + ')} DESC`;
  const value = valueSql(sheet, key.path, parameters);
  const direction = `${key.descending ? 'DESC' : 'ASC'} NULLS LAST`;
  if (key.isNumeric !== true) return `${value} ${direction}`;
  return `${numberSql(value)} ${direction}, ${paddedSql(value)} ${direction}`;
}

function valueSql(sheet: SearchSheet, path: FieldPath, parameters: SqlParameters): string {
  const column = columnNamed(sheet, path[0]);
  if (column.at !== undefined) return column.at(path.slice(1), parameters);
  if (column.type === 'json') return `(${column.sql} #>> ${parameters.add(path.slice(1))}::text[]) COLLATE "C"`;
  const value = column.absent === undefined ? column.sql : `CASE WHEN NOT (${column.absent}) THEN ${column.sql} END`;
  return column.type === 'text' || column.type === 'word' ? `${value} COLLATE "C"` : value;
}

// Short enough, with an exponent small enough, for `numeric` to hold it.
function numberSql(value: string): string {
  return `CASE WHEN length(${value}) <= 100 AND ${value} ~ '^\\s*[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]{1,3})?\\s*$' THEN (${value})::numeric END`;
}

// Each number within a text gets twenty digits: first enough zeros, then all but the last twenty are taken away.
function paddedSql(value: string): string {
  return `regexp_replace(regexp_replace(left(${value}, 1000), '([0-9]+)', '00000000000000000000\\1', 'g'), '[0-9]*([0-9]{20})', '\\1', 'g') COLLATE "C"`;
}
