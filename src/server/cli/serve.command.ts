// `switchyard serve`: a server from its settings until a signal ends it.
import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import { type Config, readConfig } from '../../config.ts';
import { onStopSignals, type StopSignals } from '../../runner/stop-signals.ts';
import { openLog } from '../process-log.ts';
import { VERSION } from '../program.ts';
import { startServer, type RunningServer } from '../start-server.ts';
import { startUpBlock } from '../start-up-block.ts';
import type { CliCommand } from './cli-command.ts';

/** The command. */
export const serveCommand: CliCommand = {
  help: `Usage: switchyard serve

Starts the server: GraphQL, the embedded database unless DATABASE_URL is set, and its runners.
SIGTERM or SIGINT ends it in good order, a second one at once. Settings: \`switchyard settings\`.
`,
  async run(args, { out }) {
    parseArgs({ args: [...args], options: {} });
    const config = readConfig();
    const log = openLog({ level: config.logLevel });
    const signals = onStopSignals();
    endOnFault(log);
    signals.now.addEventListener('abort', () => endAtOnce(log));
    const server = await Promise.race([startServer(config, { log }), told(signals)]);
    if (server === undefined) return endedEarly(log);
    out(startUpBlock({ version: VERSION, ...server, newAdminKey: server.adminKeyIsNew ? server.adminKey : null, auth: config.auth, dataDir: config.dataDir, runners: config.runners }));
    await told(signals);
    return await drain(server, config, log);
  },
};

/** A process that has met a fault nobody foresaw may be half alive: whoever supervises it starts a whole one. */
export function endOnFault(log: Logger): void {
  process.on('uncaughtException', (error, origin) => {
    log.fatal({ error, origin }, 'a fault nobody foresaw; the process ends and has to be started again');
    process.exit(1);
  });
}

/** Closes the server within SWITCHYARD_DRAIN_SECONDS; the exit code says whether all was done in time. */
export async function drain(server: Pick<RunningServer, 'close'>, config: Pick<Config, 'drainSeconds'>, log: Logger): Promise<number> {
  log.info({ seconds: config.drainSeconds }, 'the server drains');
  const timer = setTimeout(() => {
    log.error({}, 'the shutdown took too long; the process ends with the rest undone');
    process.exit(1);
  }, config.drainSeconds * 1_000);
  try {
    await server.close();
  } finally {
    clearTimeout(timer);
  }
  log.info({}, 'the server has ended');
  return 0;
}

// Nothing has been taken on yet: a migration under way rolls back, and the embedded database ends with this process.
function endedEarly(log: Logger): number {
  log.info({}, 'told to end before the server was up');
  return 0;
}

function endAtOnce(log: Logger): never {
  log.warn({}, 'told twice to end: the process ends at once');
  process.exit(1);
}

function told({ signal }: StopSignals): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
}
