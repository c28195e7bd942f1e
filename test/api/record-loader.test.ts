// Loaders of records: what was read elsewhere is not read again, until all is forgotten.
import { expect, test } from 'vitest';
import { recordLoader } from '../../src/api/graphql/loader/record.loader.ts';

interface Row {
  readonly id: string;
  readonly n: number;
}

function loaderOf(stored: readonly Row[]) {
  const asked: string[][] = [];
  const loader = recordLoader<Row>(async (keys) => {
    asked.push([...keys]);
    return stored.filter(({ id }) => keys.includes(id));
  }, ({ id }) => id);
  return { loader, asked };
}

test('rows that a list has shown need no statement; others are read together', async () => {
  const { loader, asked } = loaderOf([{ id: 'a', n: 0 }, { id: 'c', n: 3 }]);
  loader.learn([{ id: 'a', n: 1 }, { id: 'b', n: 2 }]);
  expect(await loader.loadMany(['b', 'a'])).toEqual([{ id: 'b', n: 2 }, { id: 'a', n: 1 }]);
  expect(asked).toEqual([]);
  expect(await loader.loadMany(['a', 'c', 'd'])).toEqual([{ id: 'a', n: 1 }, { id: 'c', n: 3 }, null]);
  expect(asked).toEqual([['c', 'd']]);
});

test('after a change all of it is read anew', async () => {
  const { loader, asked } = loaderOf([{ id: 'a', n: 2 }]);
  loader.learn([{ id: 'a', n: 1 }]);
  expect(await loader.load('a')).toEqual({ id: 'a', n: 1 });
  loader.learn([{ id: 'a', n: 1 }]);
  loader.clearAll();
  expect(await loader.load('a')).toEqual({ id: 'a', n: 2 });
  expect(asked).toEqual([['a']]);
});
