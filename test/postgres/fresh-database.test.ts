// The tools every database test stands on.
import pg from 'pg';
import { expect, test } from 'vitest';
import { migrate } from '../../src/store/migrate.ts';
import { emptyDatabase, freshDatabase, dropEmptied } from './fresh-database.ts';

test('an empty database has no table, is not shared with another one and is gone after drop, open connections included', async () => {
  const one = await emptyDatabase();
  const two = await emptyDatabase();
  const client = new pg.Client({ connectionString: one.url });
  const ended = new Promise<Error>((resolve) => client.on('error', resolve));
  await client.connect();
  await client.query('CREATE TABLE mine (id int)');
  const other = new pg.Client({ connectionString: two.url });
  await other.connect();
  const { rows } = await other.query("SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'");
  expect(rows).toEqual([{ n: 0 }]);
  await one.drop();
  expect(await ended).toBeInstanceOf(Error);
  const { rows: left } = await other.query('SELECT count(*)::int AS n FROM pg_database WHERE datname = $1', [new URL(one.url).pathname.slice(1)]);
  expect(left).toEqual([{ n: 0 }]);
  await other.end();
  await two.drop();
});

test('a fresh database has the whole schema, nothing in it, and a log of its own', async () => {
  const [one, two] = await Promise.all([freshDatabase(), freshDatabase()]);
  const clients = [one, two].map(({ url }) => new pg.Client({ connectionString: url }));
  expect(await migrate(one.url, { log: () => undefined })).toEqual([]);
  const ids: string[] = [];
  for (const client of clients) {
    await client.connect();
    const { rows } = await client.query<{ log_id: string }>('SELECT log_id FROM event_meta');
    ids.push(...rows.map((row) => row.log_id));
    expect((await client.query('SELECT 1 FROM task UNION ALL SELECT 1 FROM event')).rows).toEqual([]);
    await client.end();
  }
  expect(new Set(ids).size).toBe(2);
  await Promise.all([one.drop(), two.drop()]);
});

test('a database that comes back from a test has what a new one has, whatever was written, and is handed to one test only', async () => {
  await dropEmptied();
  const first = await freshDatabase();
  const rows = await rowsOf(first.url);
  await on(first.url, `INSERT INTO event (kind, subject_id, data) VALUES ('left.over', gen_random_uuid(), '{}'); DELETE FROM webhook_cursor`);
  const held = new pg.Client({ connectionString: first.url });
  held.on('error', () => undefined);
  await held.connect();
  await Promise.all([first.drop(), first.drop()]);
  await first.drop();
  const [one, two] = [await freshDatabase(), await freshDatabase()];
  expect(one.url).toBe(first.url);
  expect(two.url).not.toBe(first.url);
  expect([await rowsOf(one.url), await rowsOf(two.url)]).toEqual([rows, rows]);
  await Promise.all([one.drop(), two.drop()]);
});

async function rowsOf(url: string): Promise<object[]> {
  const tables = await on(url, `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname`);
  return Promise.all(tables.map(async ({ relname }) => ({ relname, n: (await on(url, `SELECT count(*)::int AS n FROM "${relname}"`))[0]!['n'] })));
}

async function on(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
