// What is no filter: refused with INVALID, and with what there would be.
import { expect, test } from 'vitest';
import { MAX_FILTER_DEPTH, MAX_FILTER_NODES, MAX_FILTER_VALUES, checkFilter } from '../../src/domain/filter/filter-check.ts';
import type { Filter } from '../../src/domain/filter/filter.ts';
import { FIELDS } from './filter-arbitraries.ts';

const title: Filter = { kind: 'compare', path: ['title'], op: 'eq', value: 'x' };
const deep = (levels: number): Filter => (levels <= 1 ? title : { kind: 'not', part: deep(levels - 1) });

test.each<[string, unknown, RegExp]>([
  ['a field that there is not', { ...title, path: ['nam'] }, /there is no field "nam"; there are title, label, size, at, owner, state, ready, tags, body$/],
  ['a field that every object has', { ...title, path: ['constructor'] }, /there is no field "constructor"/],
  ['parts of a text', { ...title, path: ['title', 'x'] }, /the field title has no parts/],
  ['JSON as a whole', { ...title, path: ['body'] }, /name a key of body/],
  ['too many keys', { ...title, path: ['body', ...'abcdefghijk'] }, /at most 10 keys/],
  ['a number for a text', { ...title, value: 1 }, /must be a text/],
  ['NUL', { ...title, value: 'a\0' }, /NUL/],
  ['a fraction for a whole number', { ...title, path: ['size'], value: 1.5 }, /must be a whole number/],
  ['a number too large to be exact', { ...title, path: ['size'], value: 2 ** 60 }, /must be a whole number/],
  ['a day for a time', { ...title, path: ['at'], value: '2026-01-01' }, /compared with a time from year 1 to 9999/],
  ['the thirtieth of February', { ...title, path: ['at'], value: '2026-02-30T00:00:00.000Z' }, /compared with a time/],
  ['a word for an id', { ...title, path: ['owner'], value: 'me' }, /compared with an id/],
  ['the order of ids', { ...title, path: ['owner'], op: 'lt', value: '00000000-0000-7000-8000-000000000001' }, /cannot be compared by its order/],
  ['a word that is none of the set', { ...title, path: ['state'], value: 'ajar' }, /must be one of open, shut/],
  ['a text for a flag', { ...title, path: ['ready'], value: 'yes' }, /true or false/],
  ['a list as a value', { ...title, path: ['tags'], value: 'x' }, /is a list: ask for its entries/],
  ['entries of a text', { kind: 'list', path: ['title'], op: 'any', values: ['x'] }, /no list/],
  ['two values of one entry', { kind: 'list', path: ['tags'], op: 'elem', values: ['x', 'y'] }, /elem has one value/],
  ['the case of a number', { ...title, path: ['size'], value: 1, ignoreCase: true }, /cannot be compared by its case/],
  ['a pattern for a number', { kind: 'regex', path: ['size'], pattern: 'x' }, /cannot be compared by a pattern/],
  ['a comparison that is not known', { ...title, op: 'like' }, /must be one of eq, ne/],
  ['no number of JSON', { ...title, path: ['body', 'a'], value: Number.NaN }, /a number that JSON can write/],
  ['too many values', { kind: 'oneOf', path: ['title'], op: 'in', values: Array.from({ length: MAX_FILTER_VALUES + 1 }, String) }, /at most 100 values/],
  ['too many parts', { kind: 'or', parts: Array.from({ length: MAX_FILTER_NODES }, () => title) }, /at most 200 parts/],
  ['too many levels', deep(MAX_FILTER_DEPTH + 1), /nested deeper than 10/],
])('%s', (_, filter, message) => {
  expect(() => checkFilter(filter as Filter, FIELDS)).toThrow(message);
  expect(() => checkFilter(filter as Filter, FIELDS)).toThrow(expect.objectContaining({ code: 'INVALID', path: ['filter'] }));
});

test('the largest filter and the deepest are let pass', () => {
  for (const filter of [{ kind: 'or', parts: Array.from({ length: MAX_FILTER_NODES - 1 }, () => title) } as const, deep(MAX_FILTER_DEPTH)]) expect(() => checkFilter(filter, FIELDS)).not.toThrow();
});
