// Steps that do nothing, through server, runner and deck process with every start and end durable, beside bare commits of one row.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { createRun } from '../dist/engine/run/create-run.service.js';
import { BenchServer } from './bench-server.ts';
import { beside, median, paired } from './medians.ts';
import type { BenchRow, Effort, Promised } from './row.ts';

const ROUNDS = 7;
const STEPS = 1_000;
const ROWS = 500;
/** Runs of one round of starts, one after the other on an idle runner. */
const STARTS = 20;
const PROMISED_START_MS = 50;
const PROMISED: Promised = { sense: 'at most', ratio: 2 };
/** Milliseconds between two looks at a run, and until one counts as stuck. */
const LOOK_MS = 20;
const STUCK_MS = 120_000;

const CALL = { kind: 'call', instrument: 'nothing', method: 'noop', args: {} };

/** Rows of the table. */
export async function run({ quick }: Effort): Promise<BenchRow[]> {
  await using server = await BenchServer.start({ SWITCHYARD_RUNNERS: '1', SWITCHYARD_DECKS: path.join(import.meta.dirname, 'noop-deck.mjs') });
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  try {
    await client.query('CREATE TABLE bench_row (id uuid PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), detail jsonb NOT NULL)');
    await until(client, `SELECT 1 FROM deck WHERE name = 'bench'`);
    const rounds = quick ? 1 : ROUNDS;
    const loop = (step: object): object => ({ main: [{ kind: 'repeat', times: STEPS, body: [step] }] });
    const rows = (step: object): object => ({ main: [step], source: { kind: 'ROWS', batch: 1, rows: Array.from({ length: ROWS }, (_, i) => ({ n: i })) } });
    const kinds = { 'no devices (comments)': { kind: 'comment', text: 'nothing' }, 'calls that may be repeated': { ...CALL, method: 'read' }, 'calls, each on record before it is made': CALL };
    const measured: BenchRow[] = [];
    for (const [name, step] of Object.entries(kinds)) {
      await stepsMs(server, client, loop(step));
      const compared = (work: object, n: number) => paired(rounds, () => stepsMs(server, client, work), () => commitsMs(client, n));
      measured.push({ name: `${STEPS} no-op steps: ${name}`, unit: 'ms', peerName: `${STEPS} bare commits of one row`, promise: PROMISED, headline: true, ...(await compared(loop(step), STEPS)) });
      measured.push({ name: `${ROWS} rows, one no-op step each: ${name}`, unit: 'ms', peerName: `${ROWS} bare commits of one row`, ...(await compared(rows(step), ROWS)) });
    }
    return [...measured, await startRow(server, client, rounds)];
  } finally {
    await client.end();
  }
}

/** From when a run is on record until its first step is, on an idle runner. */
async function startRow(server: BenchServer, client: pg.Client, rounds: number): Promise<BenchRow> {
  const medians: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const waits: number[] = [];
    for (let i = 0; i < STARTS; i++) {
      const runId = await endedRun(server, client, { main: [{ kind: 'comment', text: 'nothing' }] });
      const { rows } = await client.query<{ ms: number }>(
        `SELECT extract(epoch FROM min(step.started_at) - min(run.created_at))::float8 * 1000 AS ms FROM run JOIN task ON task.run_id = run.id JOIN step ON step.task_id = task.id WHERE run.id = $1`, [runId]);
      waits.push(rows[0]!.ms);
    }
    medians.push(median(waits));
  }
  return { name: 'a run of steps is enqueued → its first step has begun, idle runner, median', unit: 'ms', peerName: 'promise: at most', headline: true, ...beside(PROMISED_START_MS, medians) };
}

/** From the first step's start to the last one's end, by the database's clock. */
async function stepsMs(server: BenchServer, client: pg.Client, work: object): Promise<number> {
  const runId = await endedRun(server, client, work);
  const { rows } = await client.query<{ ms: number; n: number }>(
    `SELECT extract(epoch FROM max(step.ended_at) - min(step.started_at))::float8 * 1000 AS ms, count(*)::int AS n
     FROM step JOIN task ON task.id = step.task_id WHERE task.run_id = $1 AND step.state = 'SUCCEEDED'`, [runId]);
  const expected = 'source' in work ? ROWS : STEPS;
  if (rows[0]?.n !== expected) throw new Error(`${rows[0]?.n} of ${expected} steps are on record`);
  return rows[0].ms;
}

/** Enqueues a run of one steps task and waits for its end; gives its id. */
async function endedRun(server: BenchServer, client: pg.Client, work: object): Promise<string> {
  const definition = { tasks: [{ node: 'steps', spec: { kind: 'steps', deck: 'bench', ...work } }] };
  const { subjectId } = await createRun(server.engine, { actor: server.admin, requestId: null }, { definition, enqueue: true });
  await until(client, `SELECT 1 FROM run WHERE id = '${subjectId}' AND status IN ('SUCCEEDED', 'FAILED', 'STOPPED')`);
  return subjectId;
}

async function commitsMs(client: pg.Client, n: number): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < n; i++) {
    await client.query({ name: 'one-row', text: 'INSERT INTO bench_row (id, detail) VALUES ($1, $2)', values: [randomUUID(), { n: i, state: 'RUNNING' }] });
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
