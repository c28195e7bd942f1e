// The database of a server: the embedded one or that of DATABASE_URL, brought to this build's schema and opened.
import path from 'node:path';
import type { Logger } from 'pino';
import { type Config, ConfigError } from '../config.ts';
import { Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { isDatabaseLoss } from './database-loss.ts';
import { watchDatabase } from './database-watch.ts';
import { openDirectory } from './postgres/directory/directory-layout.ts';
import { supervisePostgres } from './postgres/postgres-supervisor.ts';

/** Connections of the embedded server beyond our pool: two of the event log, one that migrates, some for tools. */
export const SPARE_CONNECTIONS = 20;

/** A PostgreSQL server to connect to. */
export interface PostgresServer {
  /** For this process; password included: never log it. */
  readonly url: string;
  /** The same for whatever runs beside it, by TCP. */
  readonly besideUrl: string;
  readonly embedded: boolean;
  /** Ends it when it is ours. */
  stop(): Promise<void>;
}

/** Folder of the embedded database. */
export function postgresDir(dataDir: string): string {
  return path.join(dataDir, 'postgres');
}

/** The server of DATABASE_URL, or the embedded one, started and kept up. */
export async function findPostgres(config: Config, log: Logger): Promise<PostgresServer> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, besideUrl: config.databaseUrl, embedded: false, stop: () => Promise.resolve() };
  const dataDir = postgresDir(config.dataDir);
  const server = await supervisePostgres({
    dataDir,
    log: (message, fields) => log.info({ ...fields }, message),
    maxConnections: config.poolSize + SPARE_CONNECTIONS,
  });
  const endWatch = watchDatabase(server, { cluster: openDirectory(dataDir).cluster, log });
  return {
    url: server.localUrl,
    besideUrl: server.url,
    embedded: true,
    stop() {
      endWatch();
      return server.stop();
    },
  };
}

/** Migrates under the lock of the database, then opens the pool. */
export async function openDatabase(url: string, config: Config, log: Logger): Promise<Database> {
  await migrate(url, { log: (message) => log.info({}, message) }).catch(unreachable);
  const database = await Database.open({ url, poolSize: config.poolSize, transactionTimeout: config.transactionSeconds * 1_000 });
  // An idle connection that the server cuts reports here; unheard, it would end the process. The pool opens another by itself.
  // A pool that is closed on purpose tells of connections whose goodbye the server answered with its own.
  database.pool.on('error', (error) => database.pool.ending || log.warn({ error }, 'an idle database connection was lost'));
  return database;
}

function unreachable(error: unknown): never {
  if (!isDatabaseLoss(error)) throw error;
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const why = first instanceof Error ? first.message : String(first);
  throw new ConfigError(`the database cannot be reached (${why}); start it, correct DATABASE_URL, or unset it to use the embedded one`, { cause: error });
}
