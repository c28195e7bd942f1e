// Brings a database to the schema of this build: one caller at a time, never backwards.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { DomainError } from '../domain/errors.ts';

/** Where the migrations of this build are: plain files that Node imports as they are, from `src` and from `dist` alike. */
export const MIGRATIONS_PATH = fileURLToPath(new URL('../../migrations', import.meta.url));
/** Table that remembers which migrations have run. */
export const MIGRATION_TABLE = 'migration';
/** Oldest PostgreSQL that will do: identity columns on partitioned tables and `transaction_timeout` came with 17. */
export const MIN_POSTGRES_VERSION = 17;
/** Longest wait for another process that migrates the same database, in milliseconds. */
export const MIGRATION_LOCK_TIMEOUT = 600_000;
/** Longest time for PostgreSQL to take a connection, in milliseconds: behind a silent route it would be for ever. */
export const MIGRATION_CONNECT_MS = 10_000;

/** Two constants that no other user of advisory locks in this database takes: "swyd", "migr". */
const LOCK_KEY = [0x73777964, 0x6d696772] as const;

/** How to migrate. */
export interface MigrateOptions {
  readonly log: (message: string) => void;
  /** Folder of the migrations; this build's own when absent. */
  readonly path?: string;
}

/**
 * Runs the pending migrations, all or none, and answers their names in order. Callers wait for each other under an advisory lock.
 * Throws INVALID when the server is too old or the database was migrated by a newer build; PostgreSQL's own errors pass through.
 */
export async function migrate(url: string, options: MigrateOptions): Promise<string[]> {
  const guard = new pg.Client({ connectionString: url, application_name: 'switchyard migrate', connectionTimeoutMillis: MIGRATION_CONNECT_MS, keepAlive: true });
  // A connection that is cut while the migrator works elsewhere fails the next statement; the event alone must not end the process.
  guard.on('error', (error) => options.log(`the connection that holds the migration lock was cut: ${error.message}`));
  await guard.connect();
  try {
    await checkVersion(guard);
    await guard.query(`SET lock_timeout = ${MIGRATION_LOCK_TIMEOUT}`);
    await guard.query('SELECT pg_advisory_lock($1, $2)', [...LOCK_KEY]);
    return await runPending(url, options);
  } finally {
    await guard.end(); // the lock belongs to the session and goes with it
  }
}

async function checkVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: string; text: string }>(
    `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS text`,
  );
  const found = rows[0]!;
  if (Math.floor(Number(found.number) / 10_000) >= MIN_POSTGRES_VERSION) return;
  throw new DomainError(
    'INVALID',
    `PostgreSQL ${found.text} is too old: point DATABASE_URL at version ${MIN_POSTGRES_VERSION} or newer, or unset it to use the embedded one`,
  );
}

async function runPending(url: string, options: MigrateOptions): Promise<string[]> {
  const path = options.path ?? MIGRATIONS_PATH;
  let pool: pg.Pool | undefined;
  const orm = await MikroORM.init({
    clientUrl: url,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    extensions: [Migrator],
    pool: { min: 0, max: 2 },
    // A rewrite of a large table takes as long as it takes, whatever the server or the database sets for others.
    driverOptions: {
      application_name: 'switchyard migrate',
      connectionTimeoutMillis: MIGRATION_CONNECT_MS,
      keepAlive: true,
      options: '-c transaction_timeout=0 -c statement_timeout=0 -c idle_in_transaction_session_timeout=0',
      onPoolCreated: (created: pg.Pool) => { pool = created; },
    },
    // disableForeignKeys would set session_replication_role, which only a superuser may.
    migrations: { path, pathTs: path, tableName: MIGRATION_TABLE, silent: true, snapshot: false, disableForeignKeys: false, allOrNothing: true },
  });
  try {
    const pending = await orm.migrator.getPending();
    await refuseNewer(orm, pending.length, path);
    if (pending.length === 0) return [];
    const done = await orm.migrator.up();
    for (const { name } of done) options.log(`migrated the database: ${name}`);
    return done.map(({ name }) => name);
  } finally {
    const closed = orm.close(true);
    // A connection that died inside a transaction is never given back by the query builder: waiting for it would hang for ever.
    if (pool === undefined || pool.totalCount === pool.idleCount) await closed;
  }
}

/** Migrations on record that this build does not have: their tables may mean something this program does not know. */
async function refuseNewer(orm: MikroORM, pending: number, path: string): Promise<void> {
  const known = new Set(readMigrationNames(path));
  const foreign = (await orm.migrator.getExecuted()).map(({ name }) => name).filter((name) => !known.has(name));
  if (foreign.length === 0) return;
  throw new DomainError(
    'INVALID',
    `the database is newer than this program: it has ${foreign.join(', ')} (${pending} of ours not run); start the newer program, or restore the backup made before its migration`,
  );
}

function readMigrationNames(path: string): string[] {
  return readdirSync(path).filter((file) => /^Migration.*\.[jt]s$/.test(file) && !file.endsWith('.d.ts')).map((file) => file.replace(/\.[jt]s$/, ''));
}
