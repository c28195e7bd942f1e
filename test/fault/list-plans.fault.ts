// What lists of tasks read of a thousand and of a million: the same.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database } from '../../src/store/database.ts';
import { FILTER_SCAN_MS } from '../../src/store/filter/limited-read.ts';
import { type ListPlan, type PlannedList, planOf, seedTasks } from '../filter/plan-ground.ts';
import { SERVED, UNSERVED } from '../filter/planned-lists.ts';
import { type FreshDatabase, freshDatabase } from '../postgres/fresh-database.ts';

const SIZES = [1_000, 1_000_000] as const;
/** Pages of the cache that a list of fifty may look at, of a table that has above 50,000. */
const MAX_BUFFERS = 1_500;
/** Longest statement here: lists that no index serves are let run to their end, to say how long they take. */
const LET_RUN_MS = 120_000;
const grounds: { readonly fresh: FreshDatabase; readonly database: Database }[] = [];

beforeAll(async () => {
  for (const size of SIZES) {
    const fresh = await freshDatabase();
    const database = await Database.open({ url: fresh.url, poolSize: 1, transactionTimeout: LET_RUN_MS });
    grounds.push({ fresh, database });
    await database.query({ name: '', text: 'CREATE TABLE filled ()' }, []);
    const client = await database.pool.connect();
    await seedTasks(client, size).finally(() => client.release());
  }
});
afterAll(async () => {
  for (const { fresh, database } of grounds) {
    await database.close();
    await fresh.drop();
  }
});

test('every filter, the common pairs and every order read as little of a million tasks as of a thousand', async () => {
  const figures = await figuresOf(SERVED);
  console.log(figures.map(lineOf).join('\n'));
  expect(figures.filter(({ large }) => large.readsTable || large.buffers > MAX_BUFFERS).map(lineOf)).toEqual([]);
});

test('what no index serves is known by name, and one search of a million is over within its limit of time', async () => {
  const figures = await figuresOf(UNSERVED);
  console.log(figures.map(lineOf).join('\n'));
  for (const { name, large } of figures) expect(large.ms, name).toBeLessThan(FILTER_SCAN_MS);
});

interface Figure {
  readonly name: string;
  readonly small: ListPlan;
  readonly large: ListPlan;
}

async function figuresOf(lists: Readonly<Record<string, PlannedList>>): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, list] of Object.entries(lists)) {
    const [small, large] = [await planOf(grounds[0]!.database, list), await planOf(grounds[1]!.database, list)];
    figures.push({ name, small, large });
  }
  return figures;
}

function lineOf({ name, small, large }: Figure): string {
  return `${name}: ${small.buffers} pages in ${small.ms.toFixed(2)} ms of ${SIZES[0]}; ${large.buffers} pages in ${large.ms.toFixed(2)} ms of ${SIZES[1]}${large.readsTable ? ', the whole table' : ''}`;
}
