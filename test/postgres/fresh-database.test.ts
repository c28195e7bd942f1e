// The tools every database test stands on.
import pg from 'pg';
import { expect, test } from 'vitest';
import { freshDatabase } from './fresh-database.ts';

test('a fresh database is empty, is not shared with another one and is gone after drop, open connections included', async () => {
  const one = await freshDatabase();
  const two = await freshDatabase();
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
