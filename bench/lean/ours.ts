// The server as it is, open and with all limits, on the database given; it also makes the rows that all servers show.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { readConfig } from '../../dist/config.js';
import { silentLog } from '../../dist/server/process-log.js';
import { startServer } from '../../dist/server/start-server.js';
import { queueAndTemplate, seedQueued } from '../queue/seeded-tasks.ts';
import { type RowsFrom, keptRows } from './kept-rows.ts';
import type { LeanReport } from './lean-message.ts';

/** Tasks of the database: a page is a small part of them. */
const TASKS = 2_000;
/** Points of a minute, the most a server can be given: the rate is counted and never reached. */
const POINTS = '999999999';

const [url, executor, from] = process.argv.slice(2) as [string, string, RowsFrom];
const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-bench-lean-'));
const config = readConfig({ PORT: '0', DATA_DIR: directory, DATABASE_URL: url, SWITCHYARD_RUNNERS: '0', SWITCHYARD_EXECUTOR: executor, SWITCHYARD_RATE_POINTS: POINTS });
const server = await startServer(config, { log: silentLog() });
const client = new pg.Client({ connectionString: url });
await client.connect();
const { rows: [found] } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM task');
if (found!.n === 0) await seedQueued(client, await queueAndTemplate(server.engine, server.localActor, 'lean'), TASKS);
await client.query('ANALYZE task');
await client.end();
if (from === 'memory') await keptRows(server.database.pool);
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());
process.send!({ port: server.port } satisfies LeanReport);
