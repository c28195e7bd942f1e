// The cache of operations: what is asked for again is ready, and what is kept is bounded by number and by size.
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { MAX_CACHED_CHARACTERS, MAX_CACHED_OPERATIONS } from '../../src/api/graphql/live/live-limits.ts';
import { OperationCache } from '../../src/api/graphql/live/operation-cache.ts';

const MAX_DOCUMENT = 15_000;

function newCache(): OperationCache {
  return new OperationCache({ schema: buildSchema('type Query { a: Int }'), stages: [], maxDocument: MAX_DOCUMENT });
}

test('an operation is prepared once, and what is asked for stays while what is not goes', () => {
  const cache = newCache();
  const first = cache.prepare('query Q0 { a }', null);
  for (let n = 1; n < MAX_CACHED_OPERATIONS * 2; n++) {
    cache.prepare(`query Q${n} { a }`, null);
    expect(cache.prepare('query Q0 { a }', null)).toBe(first);
  }
  expect(cache.size).toBe(MAX_CACHED_OPERATIONS);
});

test('long operations are kept in smaller numbers', () => {
  const cache = newCache();
  const long = (n: number): string => `query Q${n} { a } #`.padEnd(MAX_DOCUMENT, '-');
  for (let n = 0; n < MAX_CACHED_OPERATIONS; n++) cache.prepare(long(n), null);
  expect(cache.size).toBeGreaterThan(10);
  expect(cache.size * MAX_DOCUMENT).toBeLessThanOrEqual(MAX_CACHED_CHARACTERS);
});

test('operations that are wrong are not kept', () => {
  const cache = newCache();
  for (const text of ['{ b }', '{ a', 'query A { a } query B { a }']) expect(cache.prepare(text, null)).toHaveLength(1);
  expect(cache.size).toBe(0);
});
