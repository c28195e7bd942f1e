// Comparisons of columns as SQL.
import { assertNever } from '../../domain/errors.ts';
import type { CompareOp, FilterLeaf } from '../../domain/filter/filter.ts';
import type { FieldType } from '../../domain/filter/filter-field.ts';
import { MAX_NAME } from '../../domain/input/spec-input.ts';
import { type SqlParameters, foldedSql } from '../read/keyset.ts';
import type { FilterColumn } from './filter-column.ts';
import { postgresPattern } from './postgres-pattern.ts';

/** The condition of a leaf on a column that is not JSON; unknown, which is not true, where the column is null. */
export function leafSql(leaf: FilterLeaf, column: FilterColumn, parameters: SqlParameters): string {
  switch (leaf.kind) {
    case 'exists':
      return column.absent === undefined ? `${column.sql} IS NOT NULL` : `NOT (${column.absent})`;
    case 'compare':
      return column.type === 'text' ? textCompareSql(leaf, column, parameters) : `${column.sql} ${OPERATORS[leaf.op]} ${parameters.add(leaf.value)}::${CASTS[column.type]}`;
    case 'oneOf':
      return column.type === 'text' ? textOneOfSql(leaf, column, parameters) : `${column.sql} = ANY(${parameters.add(leaf.values)}::${CASTS[column.type]}[])`;
    case 'text':
      return textSearchSql(leaf, column, parameters);
    case 'regex':
      return `${cased(column.sql, leaf.ignoreCase)} ~ ${parameters.add(postgresPattern(leaf.pattern, leaf.ignoreCase === true))}`;
    case 'list':
      return listSql(leaf, column, parameters);
    case 'entry':
      return `EXISTS (SELECT 1 FROM unnest(${column.sql}) AS entry WHERE ${leafSql(leaf.part, { sql: 'entry', type: 'text' }, parameters)})`;
    default:
      return assertNever(leaf);
  }
}

/** Operators of comparisons; `ne` is a negated `eq` in normal form. */
export const OPERATORS: { readonly [op in CompareOp]: string } = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' };

/** What finds a text in another; either is an expression. */
export const SEARCHES = {
  contains: (text: string, part: string) => `strpos(${text}, ${part}) > 0`,
  startsWith: (text: string, part: string) => `starts_with(${text}, ${part})`,
  endsWith: (text: string, part: string) => `right(${text}, length(${part})) = ${part}`,
} as const;

const CASTS: { readonly [type in FieldType]: string } = { text: 'text', integer: 'bigint', number: 'float8', time: 'timestamptz', id: 'uuid', word: 'text', flag: 'boolean', texts: 'text[]', json: 'jsonb' };

/** The text to compare, by code point. */
export function cased(text: string, ignoreCase: boolean | undefined): string {
  return ignoreCase === true ? foldedSql(text) : `(${text} COLLATE "C")`;
}

// An index on the form without case finds the candidates of an exact comparison, too.
function textCompareSql({ op, value, ignoreCase }: FilterLeaf & { kind: 'compare' }, { sql, isFolded }: FilterColumn, parameters: SqlParameters): string {
  const holder = `${parameters.add(value)}::text`;
  if (op === 'eq' && isFolded === true) return `${foldedSql(sql)} = ${foldedSql(holder)}${ignoreCase === true ? '' : ` AND ${sql} = ${holder}`}`;
  if (op === 'eq' && ignoreCase !== true) return `${sql} = ${holder}`;
  return `${cased(sql, ignoreCase)} ${OPERATORS[op]} ${cased(holder, ignoreCase)}`;
}

function textOneOfSql({ values, ignoreCase }: FilterLeaf & { kind: 'oneOf' }, { sql, isFolded }: FilterColumn, parameters: SqlParameters): string {
  const holder = `${parameters.add(values)}::text[]`;
  const anyFolded = `${foldedSql(sql)} = ANY(ARRAY(SELECT ${foldedSql('v')} FROM unnest(${holder}) v))`;
  if (ignoreCase === true) return anyFolded;
  return isFolded === true ? `${anyFolded} AND ${sql} = ANY(${holder})` : `${sql} = ANY(${holder})`;
}

/** Larger than any character that follows a beginning, as often as a name has characters. */
const LAST = '\u{10ffff}'.repeat(MAX_NAME);

function textSearchSql({ op, value, ignoreCase }: FilterLeaf & { kind: 'text' }, { sql, isFolded }: FilterColumn, parameters: SqlParameters): string {
  const holder = `${parameters.add(value)}::text`;
  const search = SEARCHES[op](cased(sql, ignoreCase), cased(holder, ignoreCase));
  if (op !== 'startsWith' || isFolded !== true) return search;
  return `${foldedSql(sql)} >= ${foldedSql(holder)} AND ${foldedSql(sql)} <= ${foldedSql(holder)} || ${parameters.add(LAST)}::text AND ${search}`;
}

function listSql({ op, values }: FilterLeaf & { kind: 'list' }, { sql }: FilterColumn, parameters: SqlParameters): string {
  if (op === 'empty') return `${sql} = '{}'`;
  if (values.length === 0) return op === 'any' ? 'FALSE' : `${sql} IS NOT NULL`;
  return `${sql} ${op === 'any' ? '&&' : '@>'} ${parameters.add(values)}::text[]`;
}
