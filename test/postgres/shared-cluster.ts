// One throw-away PostgreSQL for a whole test run, with a migrated template; both reach the tests through vitest's inject().
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { type EmbeddedPostgres, startPostgres } from '../../src/server/postgres/embedded-postgres.ts';
import { migrate } from '../../src/store/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser URL of the run's own cluster, or of the server SWITCHYARD_TEST_DATABASE_URL names. */
    postgresUrl: string;
    /** Name of a database with this build's schema, from which tests copy theirs; nobody connects to it. */
    migratedTemplate: string;
  }
}

/** Connections of the shared cluster: two test files at a time, some with several servers and pools. */
const SHARED_MAX_CONNECTIONS = 300;

/**
 * Starts the cluster unless an external server is given, and makes the template. It does not wait for the disk: its tests make and drop
 * a database each, and none of them cuts its power; those that kill a server start one of their own, as in production.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env['SWITCHYARD_TEST_DATABASE_URL'];
  const own = external ? undefined : await startCluster();
  const url = external ?? own!.server.url;
  if (own) for (const sql of ['ALTER SYSTEM SET fsync = off', 'ALTER SYSTEM SET full_page_writes = off', 'SELECT pg_reload_conf()']) await execute(url, sql);
  const template = `template_${randomBytes(8).toString('hex')}`;
  await execute(url, `CREATE DATABASE ${template} TEMPLATE template0`);
  await migrate(Object.assign(new URL(url), { pathname: `/${template}` }).href, { log: () => undefined });
  project.provide('postgresUrl', url);
  project.provide('migratedTemplate', template);
  return async () => {
    if (!own) return dropDatabases(url, template);
    await own.server.stop('immediate');
    rmSync(own.directory, { recursive: true, force: true });
  };
}

async function startCluster(): Promise<{ server: EmbeddedPostgres; directory: string }> {
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-test-'));
  const server = await startPostgres({ dataDir: path.join(directory, 'postgres'), log: () => {}, maxConnections: SHARED_MAX_CONNECTIONS });
  return { server, directory };
}

/** Drops the template and what was copied from it and is left, which bears its name. */
async function dropDatabases(url: string, template: string): Promise<void> {
  const names = await execute(url, `SELECT datname FROM pg_database WHERE starts_with(datname, '${template}')`);
  for (const { datname } of names) await execute(url, `DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
}

async function execute(url: string, sql: string): Promise<{ datname: string }[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<{ datname: string }>(sql)).rows;
  } finally {
    await client.end();
  }
}
