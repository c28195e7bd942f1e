// What every command that changes a database does around its work: settings, log, the database opened and closed.
import { readConfig } from '../../config.ts';
import type { Database } from '../../store/database.ts';
import { openDatabase } from '../opened-database.ts';
import { openLog } from '../process-log.ts';
import { withDatabaseUrl } from './database-beside.ts';

/** Does the work on the database of the settings, beside a running server or without one. */
export async function onDatabase(work: (db: Database) => Promise<void>): Promise<void> {
  const config = readConfig();
  const log = openLog({ level: 'warn', out: process.stderr });
  await withDatabaseUrl(config, log, async (url) => {
    const database = await openDatabase(url, config, log);
    try {
      await work(database);
    } finally {
      await database.close();
    }
  });
}
