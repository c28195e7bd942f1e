// Steps that do nothing, through server, runner and deck process with every start and end durable, beside bare commits of two rows.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { createRun } from '../dist/engine/run/create-run.service.js';
import { BenchServer } from './bench-server.ts';
import { paired } from './medians.ts';
import type { BenchRow } from './row.ts';

const ROUNDS = 7;
const STEPS = 1_000;
const ROWS = 500;
/** Milliseconds between two looks at a run, and until one counts as stuck. */
const LOOK_MS = 20;
const STUCK_MS = 120_000;

const CALL = { kind: 'call', instrument: 'nothing', method: 'noop', args: {} };

/** Rows of the table. */
export async function run(): Promise<BenchRow[]> {
  await using server = await BenchServer.start({ SWITCHYARD_RUNNERS: '1', SWITCHYARD_DECKS: path.join(import.meta.dirname, 'noop-deck.mjs') });
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  try {
    await client.query('CREATE TABLE bench_row (id uuid PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), detail jsonb NOT NULL)');
    await until(client, `SELECT 1 FROM deck WHERE name = 'bench'`);
    const loop = (step: object): object => ({ main: [{ kind: 'repeat', times: STEPS, body: [step] }] });
    const rows = (step: object): object => ({ main: [step], source: { kind: 'ROWS', batch: 1, rows: Array.from({ length: ROWS }, (_, i) => ({ n: i })) } });
    const kinds = { 'comments': { kind: 'comment', text: 'nothing' }, 'calls that may be repeated': { ...CALL, method: 'read' }, 'calls, each on record before it is made': CALL };
    const measured: BenchRow[] = [];
    for (const [name, step] of Object.entries(kinds)) {
      await stepsMs(server, client, loop(step));
      measured.push({ name: `${STEPS} no-op steps: ${name}`, unit: 'ms', peerName: `${STEPS} bare commits of two rows`, ...(await paired(ROUNDS, () => stepsMs(server, client, loop(step)), () => commitsMs(client, STEPS))) });
      measured.push({ name: `${ROWS} rows, one step each: ${name}`, unit: 'ms', peerName: `${ROWS} bare commits of two rows`, ...(await paired(ROUNDS, () => stepsMs(server, client, rows(step)), () => commitsMs(client, ROWS))) });
    }
    return measured;
  } finally {
    await client.end();
  }
}

/** From the first step's start to the last one's end, by the database's clock. */
async function stepsMs(server: BenchServer, client: pg.Client, work: object): Promise<number> {
  const definition = { tasks: [{ node: 'steps', spec: { kind: 'steps', deck: 'bench', ...work } }] };
  const { subjectId } = await createRun(server.engine, { actor: server.admin, requestId: null }, { definition, enqueue: true });
  await until(client, `SELECT 1 FROM run WHERE id = '${subjectId}' AND status IN ('SUCCEEDED', 'FAILED', 'STOPPED')`);
  const { rows } = await client.query<{ ms: number; n: number }>(
    `SELECT extract(epoch FROM max(step.ended_at) - min(step.started_at))::float8 * 1000 AS ms, count(*)::int AS n
     FROM step JOIN task ON task.id = step.task_id WHERE task.run_id = $1 AND step.state = 'SUCCEEDED'`, [subjectId]);
  const expected = 'source' in work ? ROWS : STEPS;
  if (rows[0]?.n !== expected) throw new Error(`${rows[0]?.n} of ${expected} steps are on record`);
  return rows[0].ms;
}

async function commitsMs(client: pg.Client, n: number): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < n; i++) {
    const detail = { n: i, state: 'RUNNING' };
    await client.query({ name: 'two-rows', text: 'INSERT INTO bench_row (id, detail) VALUES ($1, $2), ($3, $2)', values: [randomUUID(), detail, randomUUID()] });
  }
  return performance.now() - started;
}

async function until(client: pg.Client, sql: string): Promise<void> {
  const deadline = performance.now() + STUCK_MS;
  while ((await client.query(sql)).rows.length === 0) {
    if (performance.now() > deadline) throw new Error(`waited too long for: ${sql}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
