// What lists of tasks read of a table of 50,000: an index each, and few pages of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database } from '../../src/store/database.ts';
import { type FreshDatabase, freshDatabase } from '../postgres/fresh-database.ts';
import { PROBE_ROWS } from '../../src/store/filter/probe-page.ts';
import { planOf, seedTasks } from './plan-ground.ts';
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
