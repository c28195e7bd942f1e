// Filters on rows in memory: what the database says of a row, said without it.
import { assertNever } from '../errors.ts';
import { type CompareOp, type FieldPath, type Filter, type FilterLeaf, type FilterValue, isLeaf } from './filter.ts';
import { compareTexts, foldCase } from './text-order.ts';

/** Makes the test of a pattern, by an engine whose time is linear in the text; the domain has none of its own. */
export type PatternEngine = (pattern: string, ignoreCase: boolean) => (text: string) => boolean;

/** A record, by property. */
export type FilterRow = { readonly [property: string]: unknown };

/** A test for rows; make it once for a filter, its patterns are prepared then. The filter has passed `checkFilter`. */
export function rowTest(filter: Filter, engine: PatternEngine): (row: FilterRow) => boolean {
  if (isLeaf(filter)) {
    const test = leafTest(filter, engine);
    return (row) => test(valueAt(row, filter.path));
  }
  if (filter.kind === 'not') {
    const test = rowTest(filter.part, engine);
    return (row) => !test(row);
  }
  const tests = filter.parts.map((part) => rowTest(part, engine));
  return filter.kind === 'and' ? (row) => tests.every((test) => test(row)) : (row) => tests.some((test) => test(row));
}

function leafTest(leaf: FilterLeaf, engine: PatternEngine): (value: unknown) => boolean {
  switch (leaf.kind) {
    case 'exists':
      return (value) => value !== undefined && value !== null;
    case 'compare':
      return compareTest(leaf);
    case 'oneOf': {
      const wanted = leaf.values.map((value) => folded(value, leaf.ignoreCase));
      const isOne = (value: unknown) => wanted.includes(folded(plainOf(value), leaf.ignoreCase) as FilterValue);
      return leaf.op === 'in' ? isOne : (value) => !isOne(value);
    }
    case 'text':
      return textTest(leaf);
    case 'regex': {
      const test = engine(leaf.pattern, leaf.ignoreCase === true);
      return (value) => typeof value === 'string' && test(value);
    }
    case 'list':
      return listTest(leaf);
    case 'entry': {
      const test = leafTest(leaf.part, engine);
      return (value) => Array.isArray(value) && value.some(test);
    }
    default:
      return assertNever(leaf);
  }
}

function compareTest({ op, value, ignoreCase }: FilterLeaf & { kind: 'compare' }): (value: unknown) => boolean {
  const wanted = folded(value, ignoreCase) as FilterValue;
  const holds = HOLDS[op];
  return (given) => {
    const found = folded(plainOf(given), ignoreCase);
    if (typeof found !== typeof wanted) return op === 'ne';
    return holds(compareValues(found as FilterValue, wanted));
  };
}

const HOLDS: { readonly [op in CompareOp]: (sign: number) => boolean } = {
  eq: (sign) => sign === 0,
  ne: (sign) => sign !== 0,
  lt: (sign) => sign < 0,
  le: (sign) => sign <= 0,
  gt: (sign) => sign > 0,
  ge: (sign) => sign >= 0,
};

function compareValues(a: FilterValue, b: FilterValue): number {
  return typeof a === 'string' ? compareTexts(a, b as string) : Number(a) - Number(b);
}

function textTest({ op, value, ignoreCase }: FilterLeaf & { kind: 'text' }): (value: unknown) => boolean {
  const wanted = folded(value, ignoreCase) as string;
  return (given) => {
    if (typeof given !== 'string') return false;
    const found = folded(given, ignoreCase) as string;
    return op === 'contains' ? found.includes(wanted) : op === 'startsWith' ? found.startsWith(wanted) : found.endsWith(wanted);
  };
}

function listTest({ op, values }: FilterLeaf & { kind: 'list' }): (value: unknown) => boolean {
  return (given) => {
    if (!Array.isArray(given)) return false;
    if (op === 'empty') return given.length === 0;
    return op === 'any' ? values.some((value) => given.includes(value)) : values.every((value) => given.includes(value));
  };
}

function folded(value: unknown, ignoreCase: boolean | undefined): unknown {
  return ignoreCase === true && typeof value === 'string' ? foldCase(value) : value;
}

// Times are compared in the form in which filters name them.
function plainOf(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}

/** What stands at a path: JSON keys lead into objects, whole numbers into lists, from the end when negative. */
function valueAt(row: FilterRow, [field, ...keys]: FieldPath): unknown {
  let value: unknown = row[field];
  for (const key of keys) {
    if (Array.isArray(value)) value = /^-?\d{1,9}$/.test(key) ? value.at(Number(key)) : undefined;
    else if (typeof value === 'object' && value !== null && Object.hasOwn(value, key)) value = (value as FilterRow)[key];
    else return undefined;
  }
  return value;
}
