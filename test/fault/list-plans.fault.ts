// What lists of tasks read of a thousand and of a million: the same.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DomainError } from '../../src/domain/errors.ts';
import { Database } from '../../src/store/database.ts';
import { FILTER_SCAN_MS, limitedRead } from '../../src/store/filter/limited-read.ts';
import { PROBE_ROWS } from '../../src/store/filter/probe-page.ts';
import { type ListPlan, type PlannedList, pageOf, planOf, seedTasks } from '../filter/plan-ground.ts';
import { SERVED, UNSERVED } from '../filter/planned-lists.ts';
import { type FreshDatabase, freshDatabase } from '../postgres/fresh-database.ts';

const SIZES = [1_000, 1_000_000] as const;
/** Pages of the cache that a list of fifty may look at, of a table that has above 50,000. */
const MAX_BUFFERS = 1_500;
/** Longest statement here: lists that no index serves are let run to their end, to say how long they take. */
const LET_RUN_MS = 120_000;
/** Statements of one page at most, each with the limit for itself. */
const STATEMENTS = 2;
/** The way there and back on a busy machine, ms. */
const SLACK_MS = 2_000;
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
  expect(figures.filter(({ name, large }) => large.readsTable || large.buffers > MAX_BUFFERS + (SERVED[name]!.isScattered === true ? PROBE_ROWS : 0)).map(lineOf)).toEqual([]);
});

test('what no index serves is known by name, and is answered or given up within its limit of time', async () => {
  const figures = await figuresOf(UNSERVED);
  console.log(figures.map(lineOf).join('\n'));
  for (const [name, list] of Object.entries(UNSERVED)) {
    const started = performance.now();
    const answer = await limitedRead(grounds[1]!.database, (connection) => pageOf(connection, list)).then(() => 'answered', (error: DomainError) => error.code);
    expect(answer, name).toMatch(/^(answered|LIMIT_EXCEEDED)$/);
    expect(performance.now() - started, name).toBeLessThan(STATEMENTS * FILTER_SCAN_MS + SLACK_MS);
  }
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
