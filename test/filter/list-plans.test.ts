// What lists of tasks read of a table of 50,000: an index each, and few pages of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database, type Statement } from '../../src/store/database.ts';
import { type FreshDatabase, freshDatabase } from '../postgres/fresh-database.ts';
import { PROBE_ROWS } from '../../src/store/filter/probe-page.ts';
import { pageOf, planOf, seedTasks } from './plan-ground.ts';
import { SERVED } from './planned-lists.ts';

const TASKS = 50_000;
/** Pages of the cache that a list of fifty may look at; the table has above 2,500 and each index some hundred. */
const MAX_BUFFERS = 700;
let fresh: FreshDatabase;
let database: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  database = await Database.open({ url: fresh.url, poolSize: 1, transactionTimeout: 60_000 });
  // A mark by which it is dropped in the end: emptying it would take longer.
  await database.query({ name: '', text: 'CREATE TABLE filled ()' }, []);
  const client = await database.pool.connect();
  try {
    await seedTasks(client, TASKS);
  } finally {
    client.release();
  }
});
afterAll(async () => {
  await database?.close();
  await fresh?.drop();
});

test.each(Object.entries(SERVED))('%s: an index serves it', async (_, list) => {
  const plan = await planOf(database, list);
  expect(plan.readsTable).toBe(false);
  expect(plan.buffers).toBeLessThanOrEqual(MAX_BUFFERS + (list.isScattered === true ? PROBE_ROWS : 0));
  const last = plan.rows.at(-1);
  // The last page of a long list costs what the first does.
  if (last !== undefined && list.order === undefined) expect((await planOf(database, { ...list, after: [last.ord] })).readsTable).toBe(false);
});

test('a statement whose plan is kept has one that is right whatever the value is: along an index on the field, and nothing is sorted', async () => {
  const kept = ['a rare project', 'a rare queue', 'a rare status', 'a rare creator', 'a rare name'] as const;
  for (const list of kept) {
    const sent: Statement[] = [];
    await pageOf({ query: (statement) => (sent.push(statement), Promise.resolve([])) }, SERVED[list]!);
    expect(sent.map(({ name }) => name !== ''), list).toEqual([true]);
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN, COSTS OFF) ${sent[0]!.text}`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan, list).toMatch(/Index Scan.*\n\s*Index Cond: /);
    expect(plan, list).not.toMatch(/Sort|Seq Scan|Bitmap/);
  }
});

test('no plan is kept in another order than that of creation, or of a value that an index may leave out', async () => {
  for (const list of ['a rare status by change', 'a common project by name', 'a rare kind', 'a rare priority', 'a rare tag', 'a hold', 'a name or a tag', 'a part of the name that 1 % have']) {
    const sent: Statement[] = [];
    await pageOf({ query: (statement) => (sent.push(statement), Promise.resolve([])) }, SERVED[list]!);
    expect(sent.map(({ name }) => name).join(''), list).toBe('');
  }
});
