// Rows that are made of lists of values are those that the driver itself would have made.
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database } from '../../src/store/database.ts';
import { MAX_ROW_MAKERS, rowMaker } from '../../src/store/statement-rows.ts';
import { wireTypes } from '../../src/store/wire-types.ts';
import { type FreshDatabase, freshDatabase } from '../postgres/fresh-database.ts';

let fresh: FreshDatabase;
let db: Database;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = await Database.open({ url: fresh.url, poolSize: 1, transactionTimeout: 5_000 });
});
afterAll(async () => {
  await db?.close();
  await fresh?.drop();
});

const TEXT = 25;
const column = (name: string) => ({ name, dataTypeID: TEXT });

test('columns keep their names and their order, whatever they are called', () => {
  const names = fc.uniqueArray(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '"', '\\', '];throw 1;//', '\u2028', 'id')), { minLength: 1 });
  fc.assert(fc.property(names, fc.array(fc.option(fc.string()), { maxLength: 3 }), (columns, values) => {
    const lists = values.map((value) => columns.map(() => value));
    const rows = lists.map(rowMaker(columns.map(column)));
    const plain = lists.map((list) => Object.fromEntries(columns.map((name, at) => [name, list[at]])));
    expect(rows).toEqual(plain);
    expect(rows.map((row) => Object.keys(row))).toEqual(plain.map((row) => Object.keys(row)));
  }));
});

test('of two columns with one name the last one counts, and more lists of columns than are kept do no harm', () => {
  expect(rowMaker([column('a'), column('a')])(['1', '2'])).toEqual({ a: '2' });
  for (let n = 0; n < MAX_ROW_MAKERS + 10; n++) expect(rowMaker([column(`c${n}`)])([`${n}`])).toEqual({ [`c${n}`]: `${n}` });
});

const EVERY_TYPE = {
  name: 'every_type',
  text: `SELECT 1::int8 AS big, 2::int4 AS "small", true AS yes, 'x'::text AS word, NULL::text AS nothing, '{a,b}'::text[] AS list, '{"a":[1]}'::jsonb AS data,
    '2026-11-21T10:17:00.123Z'::timestamptz AS "at", gen.n FROM generate_series(1, $1::int) gen(n)`,
};

test('pool, transaction and a call that can be cancelled answer the rows of the driver', async () => {
  const client = new pg.Client({ connectionString: fresh.url, options: '-c TimeZone=UTC' });
  await client.connect();
  const { rows } = await client.query({ ...EVERY_TYPE, values: [3], types: wireTypes });
  await client.end();
  expect(rows).toHaveLength(3);
  expect(await db.query(EVERY_TYPE, [3])).toEqual(rows);
  expect(await db.transaction((tx) => tx.query(EVERY_TYPE, [3]))).toEqual(rows);
  expect(await db.cancelledBy(new AbortController().signal).query(EVERY_TYPE, [3])).toEqual(rows);
  expect(await db.query(EVERY_TYPE, [0])).toEqual([]);
  expect(await db.query({ name: '', text: 'CREATE TEMPORARY TABLE rowless (n int)' }, [])).toEqual([]);
});
