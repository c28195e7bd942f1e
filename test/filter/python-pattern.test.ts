// Patterns as Python writes them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalFilter } from '../../src/domain/filter/normal-form.ts';
import { pythonPattern } from '../../src/domain/filter/python-pattern.ts';
import { TEXTS } from './filter-arbitraries.ts';

/** What `re.escape` makes of a text: before 3.7 it escaped all but letters and digits, since then only what has a meaning. */
const escaped = (text: string, old: boolean): string => text.replace(old ? /[^A-Za-z0-9_]/gu : /[\\^$.|?*+()[\]{}\-&~# \t\n\r\v\f]/g, '\\$&');

test('a text that Python has escaped is found by equality alone, whatever its signs and however long it is', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...TEXTS, '/', '-', ' ', '{', '}', '{2}', ']'), { maxLength: 40 }).map((parts) => parts.join('')), fc.boolean(), (text, old) => {
    const { pattern, ignoreCase } = pythonPattern(`^${escaped(text, old)}$`, ['name']);
    expect(ignoreCase).toBe(false);
    expect(normalFilter({ kind: 'regex', path: ['name'], pattern })).toEqual({ kind: 'compare', path: ['name'], op: 'eq', value: text });
  }));
});

test.each([
  ['(?i)Train', { pattern: 'Train', ignoreCase: true }], ['\\Aa\\Z', { pattern: '^a$', ignoreCase: false }], ['(?P<x>a)', { pattern: '(a)', ignoreCase: false }], ['a{2,3}', { pattern: 'a{2,3}', ignoreCase: false }],
  ['a{,3}', { pattern: 'a{0,3}', ignoreCase: false }], ['a{b}', { pattern: 'a\\{b\\}', ignoreCase: false }], ['[[]]', { pattern: '[\\[]\\]', ignoreCase: false }], ['[]a]', { pattern: '[\\]a]', ignoreCase: false }],
  ['[^]a]', { pattern: '[^\\]a]', ignoreCase: false }], ['\\x41\\u00e9\\x2e', { pattern: 'A\\\u00e9\\.', ignoreCase: false }],
])('%s is read as it is meant', (text, read) => {
  expect(pythonPattern(text, ['name'])).toEqual(read);
});

test.each(['(', '[', 'a**', '(?=a)', '(?<!a)b', '(a)\\1', '\\b', '(?x)a', '\\', 'x{101}', '(a{100}){100}', 'a'.repeat(5_000)])('%s is refused', (text) => {
  expect(() => pythonPattern(text, ['name'])).toThrow(expect.objectContaining({ code: 'INVALID' }));
});
