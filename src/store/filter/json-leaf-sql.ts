// Comparisons of what stands at a path in JSON as SQL; the path is a parameter like any value.
import { assertNever } from '../../domain/errors.ts';
import type { FilterLeaf, FilterValue } from '../../domain/filter/filter.ts';
import type { SqlParameters } from '../read/keyset.ts';
import { cased, OPERATORS, SEARCHES } from './leaf-sql.ts';
import { postgresPattern } from './postgres-pattern.ts';

/** The condition of a leaf on a path into a JSON column; not true where there is nothing, or something of another type. */
export function jsonLeafSql(leaf: FilterLeaf, column: string, parameters: SqlParameters): string {
  const [, ...keys] = leaf.path;
  const found = `(${column} #> ${parameters.add(keys)}::text[])`;
  const isText = `jsonb_typeof(${found}) = 'string'`;
  const text = cased(`(${found} #>> '{}')`, 'ignoreCase' in leaf ? leaf.ignoreCase : undefined);
  switch (leaf.kind) {
    case 'exists':
      return `jsonb_typeof(${found}) <> 'null'`;
    case 'compare': {
      const { op, value, ignoreCase } = leaf;
      if (typeof value === 'string') return `(${isText} AND ${text} ${OPERATORS[op]} ${cased(`${parameters.add(value)}::text`, ignoreCase)})`;
      return `(jsonb_typeof(${found}) = '${typeof value}' AND ${found} ${OPERATORS[op]} ${parameters.add(JSON.stringify(value))}::jsonb)`;
    }
    case 'oneOf':
      return oneOfSql(leaf.values, { found, text: `${isText} AND ${text}`, ignoreCase: leaf.ignoreCase, parameters });
    case 'text':
      return `(${isText} AND ${SEARCHES[leaf.op](text, cased(`${parameters.add(leaf.value)}::text`, leaf.ignoreCase))})`;
    case 'regex':
      return `(${isText} AND ${text} ~ ${parameters.add(postgresPattern(leaf.pattern, leaf.ignoreCase === true))})`;
    case 'list':
    case 'entry':
      throw new Error('a list in JSON has passed the check of filters, which knows none');
    default:
      return assertNever(leaf);
  }
}

interface OneOf {
  readonly found: string;
  readonly text: string;
  readonly ignoreCase: boolean | undefined;
  readonly parameters: SqlParameters;
}

function oneOfSql(values: readonly FilterValue[], { found, text, ignoreCase, parameters }: OneOf): string {
  const texts = values.filter((value) => typeof value === 'string');
  const others = values.filter((value) => typeof value !== 'string').map((value) => JSON.stringify(value));
  const parts = [
    ...(texts.length === 0 ? [] : [`${text} = ANY(ARRAY(SELECT ${cased('v', ignoreCase)} FROM unnest(${parameters.add(texts)}::text[]) v))`]),
    ...(others.length === 0 ? [] : [`${found} = ANY(${parameters.add(others)}::jsonb[])`]),
  ];
  return `(${parts.join(' OR ')})`;
}
