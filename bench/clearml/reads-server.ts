// The server as it is, in the mode given, with a project of tasks; it says on demand how much of its cores it has used.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { readConfig } from '../../dist/config.js';
import { silentLog } from '../../dist/server/process-log.js';
import { startServer } from '../../dist/server/start-server.js';
import { type ServerOrder, PROJECT_TASKS, type ServerReport } from './reads-message.ts';

const [url, auth, key] = process.argv.slice(2) as [string, string, string];
const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-bench-clearml-'));
const config = readConfig({ PORT: '0', DATA_DIR: directory, DATABASE_URL: url, SWITCHYARD_RUNNERS: '0', AUTH: auth, ...(auth === 'open' ? {} : { SWITCHYARD_ADMIN_KEY: key }) });
const server = await startServer(config, { log: silentLog() });
await seed();
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
process.on('message', (_order: ServerOrder) => {
  const { user, system } = process.cpuUsage();
  report({ cpuSeconds: (user + system) / 1e6 });
});
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());
report({ port: server.port });

/** Tasks as programs leave them: running, with signs of life and parameters of their own. */
async function seed(): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: [found] } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM task');
  if (found!.n === 0) {
    await client.query(`INSERT INTO project (id, path) VALUES (uuidv7(), '/measured')`);
    await client.query(
      `INSERT INTO task (id, project_id, name, spec_kind, spec, retry, status, status_message, started_at, system_tags, created_by)
       SELECT uuidv7(), project.id, 'train ' || n, 'command', '{"kind":"command","binary":"python","args":[],"env":{}}', '{}', 'in_progress', 'launched', now(), '{development}', (SELECT id FROM "user" LIMIT 1)
       FROM project, generate_series(1, $1::int) n WHERE project.path = '/measured'`, [PROJECT_TASKS]);
    await client.query(`INSERT INTO task_activity (task_id, last_update, last_change, last_iteration) SELECT id, now(), now(), 10 FROM task`);
    await client.query(`INSERT INTO task_doc (task_id, comment, hyperparams) SELECT id, 'measured', jsonb_build_object('General', jsonb_build_object('lr', jsonb_build_object('section', 'General', 'name', 'lr', 'value', '0.1'))) FROM task`);
    await client.query('VACUUM ANALYZE task, task_activity, task_doc');
  }
  await client.end();
}

function report(message: ServerReport): void {
  process.send!(message);
}
