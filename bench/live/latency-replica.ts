// One replica of the latency measurement: a whole server on the database given, which creates a task when it is told to.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../../dist/config.js';
import { createTask } from '../../dist/engine/task/create-task.service.js';
import { silentLog } from '../../dist/server/process-log.js';
import { startServer } from '../../dist/server/start-server.js';
import { clientClassOf, WireTap } from '../wire-tap.ts';
import { clockNow, type LatencyReport } from './latency-message.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-bench-replica-'));
const config = readConfig({ PORT: '0', DATA_DIR: directory, DATABASE_URL: process.argv[2]!, SWITCHYARD_RUNNERS: '0', SWITCHYARD_POOL_SIZE: '4' });
const server = await startServer(config, { log: silentLog() });
let sent = '';
let answered = '';
const tap = new WireTap([await clientClassOf(server.database.pool)], (text) => { if (text === 'COMMIT') sent = clockNow(); });
// Told right after the commit: from here on it is our way to the subscriber.
const engine = { ...server.engine, onCommitted: (events: Parameters<typeof server.engine.onCommitted>[0]) => { answered = clockNow(); server.engine.onCommitted(events); } };
process.on('message', () => void write());
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());
report({ port: server.port });

async function write(): Promise<void> {
  await createTask(engine, { actor: server.localActor, requestId: null }, { name: 'latency', spec: { kind: 'command', binary: 'true' } });
  tap.take(); // nothing of it is kept
  report({ sent, answered });
}

function report(message: LatencyReport): void {
  process.send!(message);
}
