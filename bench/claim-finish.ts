// Claim + finish of tasks that do nothing, beside graphile-worker and pg-boss on the same PostgreSQL with the same
// concurrency and batch size. Ours writes attempts, phases and events as well; theirs delete or mark a job row.
import { randomUUID } from 'node:crypto';
import { Logger, makeWorkerUtils, run as runGraphile, runMigrations } from 'graphile-worker';
import { PgBoss } from 'pg-boss';
import pg from 'pg';
import type { Actor } from '../dist/domain/access.js';
import { COMMAND_CAPABILITIES } from '../dist/domain/attempt/runner.js';
import { DISPATCH_PROTOCOL } from '../dist/domain/dispatch/protocol.js';
import { claim } from '../dist/engine/dispatch/claim.service.js';
import { report } from '../dist/engine/dispatch/report.service.js';
import { openSession } from '../dist/engine/dispatch/session.service.js';
import type { Engine } from '../dist/engine/engine.js';
import { createQueue } from '../dist/engine/queue/queue.service.js';
import { createTask } from '../dist/engine/task/create-task.service.js';
import { enqueueTask } from '../dist/engine/task/enqueue-task.service.js';
import { BenchServer } from './bench-server.ts';
import { paired } from './medians.ts';
import type { BenchRow } from './row.ts';

const JOBS = 1_500;
const ROUNDS = 5;
const SILENT = new Logger(() => () => undefined);

/** How work is taken: so many takers at a time, each so many jobs at once. */
interface Terms {
  readonly takers: number;
  readonly batch: number;
}

/** Rows of the table. */
export async function run(): Promise<BenchRow[]> {
  await using server = await BenchServer.start();
  const rows: BenchRow[] = [];
  for (const terms of [{ takers: 8, batch: 1 }, { takers: 4, batch: 50 }]) {
    const label = `claim + finish, ${terms.takers} at a time, batches of ${terms.batch}`;
    const ours = () => switchyardRate(server.engine, server.admin, terms);
    rows.push({ name: label, unit: 'tasks/s', peerName: 'graphile-worker', ...(await paired(ROUNDS, ours, () => graphileRate(server.databaseUrl, terms))) });
    rows.push({ name: label, unit: 'tasks/s', peerName: 'pg-boss', ...(await paired(ROUNDS, ours, () => bossRate(server.databaseUrl, terms))) });
  }
  return rows;
}

async function switchyardRate(engine: Engine, admin: Actor, terms: Terms): Promise<number> {
  const context = { actor: admin, requestId: null };
  const name = `bench-${randomUUID().slice(0, 8)}`;
  const queue = await createQueue(engine, context, { name, accepts: ['command'] });
  await inParallel(8, JOBS, async (i) => {
    const task = await createTask(engine, context, { name: `job ${i}`, spec: { kind: 'command', binary: 'true' } });
    await enqueueTask(engine, context, { taskId: task.subjectId, queueId: queue.subjectId });
  });
  const sessions = await Promise.all(Array.from({ length: terms.takers }, (_, i) => openSession(engine, admin, {
    protocol: DISPATCH_PROTOCOL, name: `${name}-${i}`, kind: 'REMOTE', slots: terms.batch, kinds: ['command'], queues: [name], can: { command: COMMAND_CAPABILITIES }, decks: [], host: 'bench', agent: 'bench',
  })));
  let done = 0;
  const started = performance.now();
  await Promise.all(sessions.map(async ({ session }) => {
    let n = 0;
    for (;;) {
      const attempts = await claim(engine, admin, { session, max: terms.batch, decks: [] });
      if (attempts.length === 0) return;
      const items = attempts.map(({ attemptId, epoch }) => ({ n: ++n, type: 'finish' as const, attemptId, epoch, end: { by: 'EXIT' as const, exitCode: 0 } }));
      await report(engine, admin, { session, items });
      done += attempts.length;
    }
  }));
  return rate(done, started);
}

/** Its batches are those of its local queue; jobs still end one by one, 24 at a time being the best that was tried. */
async function graphileRate(url: string, terms: Terms): Promise<number> {
  await runMigrations({ connectionString: url });
  const utils = await makeWorkerUtils({ connectionString: url });
  await utils.withPgClient((client) => client.query(`SELECT graphile_worker.add_job('noop') FROM generate_series(1, ${JOBS})`));
  await utils.release();
  let done = 0;
  let finish: () => void;
  const all = new Promise<void>((resolve) => { finish = resolve; });
  const pool = new pg.Pool({ connectionString: url, max: terms.takers + 2 });
  const started = performance.now();
  const runner = await runGraphile({
    pgPool: pool, concurrency: terms.takers * terms.batch > 50 ? 24 : terms.takers, noHandleSignals: true, logger: SILENT,
    taskList: { noop: () => { if (++done === JOBS) finish(); } },
    ...(terms.batch > 1 ? { preset: { worker: { localQueue: { size: terms.batch }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } } } : {}),
  });
  await all;
  await runner.stop();
  const value = rate(done, started);
  await pool.end();
  return value;
}

async function bossRate(url: string, terms: Terms): Promise<number> {
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false, max: terms.takers + 2 });
  boss.on('error', (error) => { throw error; });
  await boss.start();
  const queue = `bench-${randomUUID().slice(0, 8)}`;
  await boss.createQueue(queue);
  await boss.insert(queue, Array.from({ length: JOBS }, () => ({ data: {} })));
  let done = 0;
  const started = performance.now();
  await Promise.all(Array.from({ length: terms.takers }, async () => {
    for (;;) {
      const jobs = await boss.fetch(queue, { batchSize: terms.batch });
      if (jobs.length === 0) return;
      await boss.complete(queue, jobs.map((job) => job.id));
      done += jobs.length;
    }
  }));
  const value = rate(done, started);
  await boss.stop({ graceful: false });
  return value;
}

function rate(done: number, started: number): number {
  if (done !== JOBS) throw new Error(`${done} of ${JOBS} jobs were done`);
  return (done * 1_000) / (performance.now() - started);
}

async function inParallel(width: number, count: number, job: (i: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: width }, async () => { while (next < count) await job(next++); }));
}
