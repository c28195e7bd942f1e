// The server as it is with one runner of its own, and a deployment of one node.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../../dist/config.js';
import { deployWorkflow } from '../../dist/engine/deployment/deploy-workflow.service.js';
import { silentLog } from '../../dist/server/process-log.js';
import { startServer } from '../../dist/server/start-server.js';
import { type RunReport, SIGMA } from './run-message.ts';

const [url, slots] = process.argv.slice(2) as [string, string];
const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-bench-deployments-'));
const config = readConfig({ PORT: '0', DATA_DIR: directory, DATABASE_URL: url, SWITCHYARD_RUNNERS: '1', SWITCHYARD_RUNNER_SLOTS: slots });
const server = await startServer(config, { log: silentLog() });
const document = {
  metadata: { name: 'smooth', description: '', keywords: '' },
  tasks: [{ task_id: 0, task_data: { name: 'sy_blur', parameters: [{ name: 'sigma', value: String(SIGMA) }] } }],
  connections: [{ source_id: -1, source_index: 0, target_id: 0, target_index: 0 }],
};
const outcome = await deployWorkflow(server.engine, { actor: server.localActor, requestId: null }, { name: 'smooth', document });
if (outcome.result !== 'ACCEPTED') throw new Error(`the deployment came out as ${JSON.stringify(outcome)}`);
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
process.once('disconnect', () => void server.close().then(() => process.exit()));
process.once('SIGTERM', () => void server.close().then(() => process.exit()));
process.send!({ port: server.port } satisfies RunReport);
