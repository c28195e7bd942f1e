// `switchyard migrate`: the database brought to this version's schema, without starting a server.
import { parseArgs } from 'node:util';
import { readConfig } from '../../config.ts';
import { migrate } from '../../store/migrate.ts';
import { openLog } from '../process-log.ts';
import type { CliCommand } from './cli-command.ts';
import { withDatabaseUrl } from './database-beside.ts';

/** The command. */
export const migrateCommand: CliCommand = {
  help: `Usage: switchyard migrate

Brings the database (DATABASE_URL, or the embedded one of DATA_DIR) to the schema of this version.
A server does the same at its start; this is for those who want to do it before.
`,
  async run(args, { out }) {
    parseArgs({ args: [...args], options: {} });
    const config = readConfig();
    const log = openLog({ level: 'warn', out: process.stderr });
    const done = await withDatabaseUrl(config, log, (url) => migrate(url, { log: (message) => log.info({}, message) }));
    out(done.length === 0 ? 'the database is up to date\n' : `${done.map((name) => `migrated ${name}`).join('\n')}\n`);
    return 0;
  },
};
