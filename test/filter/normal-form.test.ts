// Normal forms of filters: they show the same rows as what they were made of.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkFilter } from '../../src/domain/filter/filter-check.ts';
import { EVERYTHING, type Filter, isLeaf, NOTHING } from '../../src/domain/filter/filter.ts';
import { rowTest } from '../../src/domain/filter/filter-match.ts';
import { canonicalText, normalFilter } from '../../src/domain/filter/normal-form.ts';
import { linearEngine } from '../../src/store/filter/linear-engine.ts';
import { FIELDS, filter, row } from './filter-arbitraries.ts';

const rows = fc.array(row, { minLength: 1, maxLength: 8 });

test('a normal form shows the rows that its filter shows, and is its own normal form', () => {
  fc.assert(fc.property(filter, rows, (given, table) => {
    checkFilter(given, FIELDS);
    const normal = normalFilter(given);
    const [before, after] = [rowTest(given, linearEngine), rowTest(normal, linearEngine)];
    expect(table.map(after)).toEqual(table.map(before));
    expect(canonicalText(normalFilter(normal))).toBe(canonicalText(normal));
  }), { numRuns: 1_500 });
});

test('a normal form has negations above leaves only, no join within one of its kind, and neither ne nor nin', () => {
  const faults = (each: Filter): string[] => {
    if (each.kind === 'not') return isLeaf(each.part) ? faults(each.part) : ['a negated join'];
    if (!isLeaf(each)) return each.parts.flatMap((part) => [...(part.kind === each.kind || canonicalText(part) === 'and()' || canonicalText(part) === 'or()' ? ['a join to be flattened'] : []), ...faults(part)]);
    return 'op' in each && (each.op === 'ne' || each.op === 'nin') ? [each.op] : [];
  };
  fc.assert(fc.property(filter, (given) => {
    expect(faults(normalFilter(given))).toEqual([]);
  }), { numRuns: 1_000 });
});

test('the order of parts and repeats of them change nothing in the canonical text', () => {
  fc.assert(fc.property(fc.array(filter, { maxLength: 4 }), fc.constantFrom('and' as const, 'or' as const), (parts, kind) => {
    expect(canonicalText(normalFilter({ kind, parts: [...parts.toReversed(), ...parts] }))).toBe(canonicalText(normalFilter({ kind, parts })));
  }), { numRuns: 300 });
});

const title = (pattern: string): Filter => ({ kind: 'regex', path: ['title'], pattern });
test.each<[string, Filter, unknown]>([
  ['^a\\.b$ is equality', title('^a\\.b$'), { kind: 'compare', op: 'eq', value: 'a.b' }],
  ['^ab is a beginning', title('^ab'), { kind: 'text', op: 'startsWith', value: 'ab' }],
  ['^ab.*$ is one, too', title('^ab.*$'), { kind: 'text', op: 'startsWith', value: 'ab' }],
  ['.*ab$ is an end', title('.*ab$'), { kind: 'text', op: 'endsWith', value: 'ab' }],
  ['a(?:b)c is a part', title('a(?:b)c'), { kind: 'text', op: 'contains', value: 'abc' }],
  ['^a.c$ stays a pattern', title('^a.c$'), { kind: 'regex', pattern: '^a.c$' }],
  ['one of one is equality', { kind: 'oneOf', path: ['title'], op: 'in', values: ['a', 'a'] }, { kind: 'compare', op: 'eq', value: 'a' }],
  ['one of none is nothing', { kind: 'oneOf', path: ['title'], op: 'in', values: [] }, NOTHING],
  ['none of none is everything', { kind: 'oneOf', path: ['title'], op: 'nin', values: [] }, EVERYTHING],
])('%s', (_, given, expected) => expect(normalFilter(given)).toMatchObject(expected as object));
