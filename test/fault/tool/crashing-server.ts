// `switchyard serve` as it is built, but it ends at the point that a test has armed, and its clock may be wrong.
import './wrong-clock.ts';
import { readConfig } from '../../../dist/config.js';
import { onStopSignals } from '../../../dist/runner/stop-signals.js';
import { drain, endOnFault } from '../../../dist/server/cli/serve.command.js';
import { openLog } from '../../../dist/server/process-log.js';
import { startServer } from '../../../dist/server/start-server.js';
import { pointOfEnvironment } from './armed-point.ts';

const config = readConfig();
const log = openLog({ level: config.logLevel });
const { signal } = onStopSignals();
endOnFault(log);
const onPoint = pointOfEnvironment();
const server = await startServer(config, { log, overrides: onPoint ? { onPoint } : {} });
if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
process.exit(await drain(server, config, log));
