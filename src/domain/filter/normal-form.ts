// The same filter said in one way: negation at the leaves, joins flat, sorted and without repeats, every leaf in its plainest words.
import { assertNever } from '../errors.ts';
import { EVERYTHING, type Filter, type FilterLeaf, type FilterValue, NOTHING, type TextTest, isLeaf } from './filter.ts';
import { plainPattern } from './plain-pattern.ts';
import { compareTexts } from './text-order.ts';
import { MAX_LONG_PATTERN, parsePattern } from './text-pattern.ts';

/**
 * The normal form of a filter that `checkFilter` has let pass: it shows the same rows. `ne` and `nin` are negated leaves, patterns that
 * say no more than equality or a beginning are that, and `not` stands above leaves only.
 */
export function normalFilter(filter: Filter): Filter {
  return normal(filter, false);
}

/** One text for a filter in normal form: filters that say the same in other words mostly have the same one. Page cursors are bound to it. */
export function canonicalText(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `${filter.kind}(${filter.parts.map(canonicalText).join(',')})`;
    case 'not':
      return `not(${canonicalText(filter.part)})`;
    case 'compare':
      return leafText(filter, [filter.op, filter.value, filter.ignoreCase === true]);
    case 'oneOf':
      return leafText(filter, [filter.op, filter.values, filter.ignoreCase === true]);
    case 'text':
      return leafText(filter, [filter.op, filter.value, filter.ignoreCase === true]);
    case 'regex':
      return leafText(filter, [filter.pattern, filter.ignoreCase === true]);
    case 'list':
      return leafText(filter, [filter.op, filter.values]);
    case 'entry':
      return leafText(filter, [canonicalText(filter.part)]);
    case 'exists':
      return leafText(filter, []);
    default:
      return assertNever(filter);
  }
}

function leafText({ kind, path }: FilterLeaf, rest: readonly unknown[]): string {
  return JSON.stringify([kind, path, ...rest]);
}

function normal(filter: Filter, negated: boolean): Filter {
  if (filter.kind === 'not') return normal(filter.part, !negated);
  if (isLeaf(filter)) return leafOf(filter, negated);
  const kind = (filter.kind === 'and') === negated ? 'or' : 'and';
  return joined(kind, filter.parts.map((part) => normal(part, negated)));
}

function joined(kind: 'and' | 'or', given: readonly Filter[]): Filter {
  const absorbing = kind === 'and' ? NOTHING : EVERYTHING;
  const found = new Map<string, Filter>();
  for (const part of given.flatMap((each) => (each.kind === kind ? each.parts : [each]))) found.set(canonicalText(part), part);
  if (found.has(canonicalText(absorbing))) return absorbing;
  const parts = [...found].toSorted(([a], [b]) => compareTexts(a, b)).map(([, part]) => part);
  return parts.length === 1 ? parts[0]! : { kind, parts };
}

function leafOf(leaf: FilterLeaf, negated: boolean): Filter {
  const plain = plainLeaf(leaf);
  if (plain.kind === 'not') return negated ? plain.part : plain;
  if (!isLeaf(plain)) return negated ? normal(plain, true) : plain;
  return negated ? { kind: 'not', part: plain } : plain;
}

// A leaf in its plainest words: another leaf, a negated one, or nothing at all.
function plainLeaf(leaf: FilterLeaf): Filter {
  switch (leaf.kind) {
    case 'compare':
      return leaf.op === 'ne' ? { kind: 'not', part: { ...leaf, op: 'eq' } } : leaf;
    case 'oneOf': {
      const { op, ...rest } = leaf;
      const found = valuesOf({ ...rest, op: 'in' });
      return op === 'in' ? found : found.kind === 'or' ? EVERYTHING : { kind: 'not', part: found };
    }
    case 'regex':
      return withoutEngine(leaf);
    case 'list':
      return listOf(leaf);
    case 'entry':
      return leaf.part.kind === 'regex' ? { ...leaf, part: withoutEngine(leaf.part) } : leaf;
    default:
      return leaf;
  }
}

function valuesOf(leaf: FilterLeaf & { kind: 'oneOf' }): Filter {
  const values = distinct(leaf.values);
  const { path, ignoreCase } = leaf;
  if (values.length === 0) return NOTHING;
  if (values.length > 1) return { ...leaf, values };
  return { kind: 'compare', path, op: 'eq', value: values[0]!, ...(ignoreCase === undefined ? {} : { ignoreCase }) };
}

function withoutEngine(leaf: TextTest & { kind: 'regex' }): TextTest {
  const plain = plainPattern(parsePattern(leaf.pattern, leaf.path, MAX_LONG_PATTERN));
  if (plain === null) return leaf;
  const { path, ignoreCase } = leaf;
  const rest = { path, value: plain.text, ...(ignoreCase === undefined ? {} : { ignoreCase }) };
  return plain.op === 'eq' ? { kind: 'compare', op: 'eq', ...rest } : { kind: 'text', op: plain.op, ...rest };
}

function listOf(leaf: FilterLeaf & { kind: 'list' }): Filter {
  const values = distinct(leaf.values) as string[];
  if (leaf.op === 'empty') return { ...leaf, values: [] };
  if (leaf.op === 'any' && values.length === 0) return NOTHING;
  return { ...leaf, op: values.length === 1 ? 'elem' : leaf.op, values };
}

function distinct(values: readonly FilterValue[]): readonly FilterValue[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value]))].toSorted(([a], [b]) => compareTexts(a, b)).map(([, value]) => value);
}
