// The short memory behind the authenticator.
import { expect, test } from 'vitest';
import { ShortCache } from '../../src/auth/short-cache.ts';

function cache(limit = 10): { memory: ShortCache<number | null>; tick(ms: number): void; asked(): number; ask(value: number | null): () => Promise<number | null> } {
  let time = 0;
  let asked = 0;
  return {
    memory: new ShortCache<number | null>({ ttlMs: 100, limit, keep: (answer) => answer !== null, now: () => time }),
    tick: (ms) => void (time += ms),
    asked: () => asked,
    ask: (value) => () => Promise.resolve((asked++, value)),
  };
}

test('questions asked at the same time share one answer, which is kept for its time and not longer', async () => {
  const { memory, tick, asked, ask } = cache();
  expect(await Promise.all([memory.get('a', ask(1)), memory.get('a', ask(2))])).toEqual([1, 1]);
  tick(99);
  expect(await memory.get('a', ask(3))).toBe(1);
  tick(1);
  expect(await memory.get('a', ask(4))).toBe(4);
  expect(asked()).toBe(2);
});

test('answers that are not to be kept, and failures, are asked again at once', async () => {
  const { memory, ask } = cache();
  expect(await memory.get('a', ask(null))).toBeNull();
  expect(await memory.get('a', ask(5))).toBe(5);
  await expect(memory.get('b', () => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
  expect(await memory.get('b', ask(6))).toBe(6);
});

test('a slow answer is as old as its question', async () => {
  const { memory, tick, ask } = cache();
  const { promise, resolve } = Promise.withResolvers<number>();
  const slow = memory.get('a', () => promise);
  tick(100);
  resolve(1);
  expect(await slow).toBe(1);
  expect(await memory.get('a', ask(2))).toBe(2);
});

test('no more than the limit is remembered, the oldest goes first', async () => {
  const { memory, asked, ask } = cache(2);
  for (const question of ['a', 'b', 'c']) await memory.get(question, ask(1));
  await memory.get('c', ask(1));
  await memory.get('b', ask(1));
  expect(asked()).toBe(3);
  await memory.get('a', ask(1));
  expect(asked()).toBe(4);
});
