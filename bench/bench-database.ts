// A PostgreSQL of its own for measurements without a server, with as many migrated databases as they want.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { uuidv7 } from '../dist/domain/uuid.js';
import { systemClock } from '../dist/domain/ports.js';
import type { Engine } from '../dist/engine/engine.js';
import { supervisePostgres, type SupervisedPostgres } from '../dist/server/postgres/postgres-supervisor.js';
import { Database } from '../dist/store/database.js';
import { migrate } from '../dist/store/migrate.js';

/** Connections that PostgreSQL admits; all sides of a measurement together. */
const MAX_CONNECTIONS = 120;
/** Segments of the log that are there before anything is measured, and their size. */
const SEGMENTS = 24;
const SEGMENT_MB = 16;
/** Lease of sessions whose runner never beats, because nothing here is to be lost: a day. */
const LEASE_SECONDS = 86_400;

/** Starts on use; stops and removes its directory on disposal. */
export class BenchDatabase implements AsyncDisposable {
  readonly url: string;
  readonly #postgres: SupervisedPostgres;
  readonly #directory: string;

  private constructor(postgres: SupervisedPostgres, directory: string) {
    this.url = postgres.localUrl;
    this.#postgres = postgres;
    this.#directory = directory;
  }

  static async start(): Promise<BenchDatabase> {
    const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-bench-pg-'));
    const postgres = await supervisePostgres({ dataDir: path.join(directory, 'postgres'), log() {}, maxConnections: MAX_CONNECTIONS });
    await requireDurable(postgres.localUrl);
    await onConnection(postgres.localUrl, makeSegments);
    return new BenchDatabase(postgres, directory);
  }

  /** Makes a database with this build's schema; gives its URL. */
  create(name: string): Promise<string> {
    return otherDatabase(this.url, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#postgres.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/**
 * A cluster that has just been made writes each segment of its log for the first time, 16 MB of zeros during which nobody commits. One that has run
 * for a while uses its segments again, and so does this one after a checkpoint.
 */
async function makeSegments(client: pg.Client): Promise<void> {
  await client.query(`ALTER SYSTEM SET min_wal_size = '${SEGMENTS * SEGMENT_MB}MB'`);
  await client.query('SELECT pg_reload_conf()');
  for (let made = 0; made < SEGMENTS; made += 1) await client.query('SELECT pg_logical_emit_message(false, $1, $2), pg_switch_wal()', ['bench', 'segment']);
  await client.query('CHECKPOINT');
}

/** Makes a database with this build's schema beside another one; gives its URL. */
export async function otherDatabase(beside: string, name: string): Promise<string> {
  await onConnection(beside, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(beside);
  url.pathname = `/${name}`;
  await migrate(url.href, { log() {} });
  return url.href;
}

/** An engine on a database that nobody else uses: no server, no event room, no maintenance. Close its database yourself. */
export async function bareEngine(url: string, poolSize: number): Promise<Engine> {
  const db = await Database.open({ url, poolSize, transactionTimeout: 60_000 });
  const settings = { leaseSeconds: LEASE_SECONDS, beatSeconds: 5, requestRetentionHours: 24, eventRetentionDays: 30, logRetentionDays: 365, handoutTtlSeconds: 600, externalTimeoutSeconds: 7_200 };
  return { db, clock: systemClock, newId: () => uuidv7(), onCommitted() {}, onLogged() {}, settings };
}

/** Runs something on a connection of its own. */
export async function onConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Throws unless a commit there is on disk when it is answered: a figure without that compares with nothing. */
export async function requireDurable(url: string): Promise<void> {
  await onConnection(url, async (client) => {
    const { rows } = await client.query<{ name: string; setting: string }>(`SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting <> 'on'`);
    if (rows.length > 0) throw new Error(`${rows.map(({ name, setting }) => `${name} is ${setting}`).join(', ')}: measure on a PostgreSQL that keeps what it has committed`);
  });
}
