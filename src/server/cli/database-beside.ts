// The database for a command that is run beside a server, or without one.
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { postgresDir } from '../opened-database.ts';
import { startPostgres } from '../postgres/embedded-postgres.ts';
import { readRunningFile } from '../running-file.ts';

/**
 * Gives the URL of DATABASE_URL, of the embedded database that a running server of DATA_DIR keeps, or of that database
 * started for this command alone.
 */
export async function withDatabaseUrl<T>(config: Config, log: Logger, work: (url: string) => Promise<T>): Promise<T> {
  const url = config.databaseUrl ?? readRunningFile(config.dataDir)?.databaseUrl;
  if (url !== undefined) return await work(url);
  const server = await startPostgres({ dataDir: postgresDir(config.dataDir), log: (message, fields) => log.info({ ...fields }, message) });
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}
