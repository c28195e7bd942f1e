// Migrations: once, under a lock, never backwards.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MIGRATION_TABLE, migrate } from '../../src/store/migrate.ts';
import { type FreshDatabase, emptyDatabase } from '../postgres/fresh-database.ts';

let fresh: FreshDatabase;
beforeEach(async () => { fresh = await emptyDatabase(); });
afterEach(() => fresh.drop());

test('two callers at the same time migrate once, and a third has nothing to do', async () => {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const [one, two] = await Promise.all([migrate(fresh.url, { log }), migrate(fresh.url, { log })]);
  expect([...one, ...two].toSorted()).toEqual(await executed());
  expect(Math.min(one.length, two.length)).toBe(0);
  expect(lines).toHaveLength(one.length + two.length);
  expect(await migrate(fresh.url, { log })).toEqual([]);
});

test('a database with a migration this build does not have is refused, says so, and is left as it was', async () => {
  await migrate(fresh.url, { log: () => {} });
  await sql(`INSERT INTO ${MIGRATION_TABLE} (name) VALUES ('Migration20991231000000_future')`);
  const before = await executed();
  await expect(migrate(fresh.url, { log: () => {} })).rejects.toThrow(/newer than this program.*Migration20991231000000_future/);
  expect(await executed()).toEqual(before);
});

test('a migration that fails takes every migration of the same call back', async () => {
  const folder = mkdtempSync(path.join(import.meta.dirname, 'migrations-'));
  try {
    migration(folder, 'Migration20260101000000_good', 'CREATE TABLE good (id int)');
    migration(folder, 'Migration20260102000000_bad', 'CREATE TABLE bad (id nonsense)');
    await expect(migrate(fresh.url, { log: () => {}, path: folder })).rejects.toThrow(/nonsense/);
    expect(await sql(`SELECT to_regclass('good') AS good`)).toEqual([{ good: null }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a migration may take longer than the transactions of the server may', async () => {
  const folder = mkdtempSync(path.join(import.meta.dirname, 'migrations-'));
  try {
    await sql(`ALTER DATABASE ${new URL(fresh.url).pathname.slice(1)} SET transaction_timeout = '200ms'`);
    migration(folder, 'Migration20260101000000_slow', 'SELECT pg_sleep(0.6)');
    expect(await migrate(fresh.url, { log: () => {}, path: folder })).toEqual(['Migration20260101000000_slow']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a connection that is cut in the middle of a migration is an error, not a wait for ever', async () => {
  const folder = mkdtempSync(path.join(import.meta.dirname, 'migrations-'));
  try {
    migration(folder, 'Migration20260101000000_cut', 'SELECT pg_terminate_backend(pg_backend_pid())');
    await expect(migrate(fresh.url, { log: () => {}, path: folder })).rejects.toThrow(/terminat/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function migration(folder: string, name: string, statement: string): void {
  writeFileSync(
    path.join(folder, `${name}.ts`),
    `import { Migration } from '@mikro-orm/migrations';\nexport class ${name} extends Migration { override up(): void { this.addSql(${JSON.stringify(statement)}); } }\n`,
  );
}

async function executed(): Promise<string[]> {
  return (await sql(`SELECT name FROM ${MIGRATION_TABLE} ORDER BY name`)).map((row) => String(row['name']));
}

async function sql(text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: fresh.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
