// Putting work in, one by one and many at once, beside graphile-worker, pg-boss and SQL by hand that writes the same rows.
import { randomUUID } from 'node:crypto';
import { Logger, makeWorkerUtils, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { createQueue } from '../dist/engine/queue/queue.service.js';
import { createRun } from '../dist/engine/run/create-run.service.js';
import { seedRows } from '../dist/engine/seed.js';
import { createTask } from '../dist/engine/task/create-task.service.js';
import { enqueueTask } from '../dist/engine/task/enqueue-task.service.js';
import { bareEngine, otherDatabase } from './bench-database.ts';
import { BenchServer } from './bench-server.ts';
import { compare, inRounds } from './medians.ts';
import { startBoss } from './queue/boss-side.ts';
import { seedFloor } from './queue/floor-seed.ts';
import { inParallel, warm } from './queue/side.ts';
import type { BenchRow, Effort } from './row.ts';

/** Callers at a time, and what they put in altogether in one round. */
const CALLERS = 8;
const ONE_BY_ONE = 800;
/** What one call puts in when it may be many, and calls of a round. */
const MANY = 500;
const MANY_CALLS = 4;
const ROUNDS = 9;

/** A program that takes work in: one job, or many of them in one call. */
interface Intake {
  one(): Promise<unknown>;
  many(n: number): Promise<unknown>;
  close(): Promise<unknown>;
}

/** Rows of the table. */
export async function run({ quick }: Effort): Promise<BenchRow[]> {
  await using server = await BenchServer.start();
  const sides: Readonly<Record<'ours' | 'graphile' | 'boss' | 'floor', Intake>> = {
    ours: await switchyardIntake(server), graphile: await graphileIntake(server.databaseUrl), boss: await bossIntake(server.databaseUrl), floor: await floorIntake(server.databaseUrl),
  };
  try {
    const rounds = quick ? 1 : ROUNDS;
    const single = (side: Intake) => () => perSecond(ONE_BY_ONE, () => inParallel(CALLERS, ONE_BY_ONE, () => side.one()));
    const many = (side: Intake) => () => perSecond(MANY * MANY_CALLS, async () => { for (let i = 0; i < MANY_CALLS; i++) await side.many(MANY); });
    return [
      ...(await compared(`enqueue one by one, ${CALLERS} callers`, sides, { of: single, rounds })),
      ...(await compared(`enqueue ${MANY} in one call`, sides, { of: many, rounds })),
    ];
  } finally {
    for (const side of Object.values(sides)) await side.close();
  }
}

const PEERS = { graphile: 'graphile-worker', boss: 'pg-boss', floor: 'the same rows by hand-written SQL' } as const;

async function compared(name: string, sides: Readonly<Record<'ours' | 'graphile' | 'boss' | 'floor', Intake>>, how: { of: (side: Intake) => () => Promise<number>; rounds: number }): Promise<BenchRow[]> {
  const measures = { ours: how.of(sides.ours), graphile: how.of(sides.graphile), boss: how.of(sides.boss), floor: how.of(sides.floor) };
  for (const measure of Object.values(measures)) await measure(); // compiles and plans
  const figures = await inRounds(how.rounds, measures);
  return (['graphile', 'boss', 'floor'] as const).map((peer) => ({ name, unit: 'tasks/s', peerName: PEERS[peer], ...compare(figures.ours, figures[peer]) }));
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (count * 1_000) / (performance.now() - started);
}

/** One by one: a task is made and enqueued by two commands, each with its request on record, as the API's `createTask(enqueue: true)` does. Many: a run of so many tasks. */
async function switchyardIntake(server: BenchServer): Promise<Intake> {
  const { engine, admin } = server;
  const context = () => ({ actor: admin, requestId: randomUUID() });
  const spec = { kind: 'command', binary: 'true' } as const;
  const { subjectId: queueId } = await createQueue(engine, context(), { name: 'intake', accepts: ['command'] });
  await warm(engine.db.pool, CALLERS);
  return {
    async one() {
      const { subjectId } = await createTask(engine, context(), { name: 'job', spec });
      await enqueueTask(engine, context(), { taskId: subjectId, queueId });
    },
    many: (n) => createRun(engine, context(), { definition: { tasks: Array.from({ length: n }, (_, i) => ({ node: `job-${i}`, spec })) }, queueId, enqueue: true }),
    close: () => Promise.resolve(),
  };
}

async function graphileIntake(url: string): Promise<Intake> {
  await runMigrations({ connectionString: url });
  const pgPool = new pg.Pool({ connectionString: url, max: CALLERS, idleTimeoutMillis: 0 });
  pgPool.on('error', (error) => { throw error; });
  await warm(pgPool, CALLERS);
  const utils = await makeWorkerUtils({ pgPool, logger: new Logger(() => () => undefined) });
  return {
    one: () => utils.addJob('noop', {}),
    many: (n) => utils.addJobs(Array.from({ length: n }, () => ({ identifier: 'noop', payload: {} }))),
    async close() {
      await utils.release();
      await pgPool.end();
    },
  };
}

async function bossIntake(url: string): Promise<Intake> {
  const pool = new pg.Pool({ connectionString: url, max: CALLERS, idleTimeoutMillis: 0 });
  await warm(pool, CALLERS);
  const boss = await startBoss(pool);
  await boss.createQueue('intake');
  return {
    one: () => boss.send('intake', {}),
    many: (n) => boss.insert('intake', Array.from({ length: n }, () => ({ data: {} }))),
    async close() {
      await boss.stop({ graceful: false });
      await pool.end();
    },
  };
}

/** One statement and one transaction a call. */
async function floorIntake(beside: string): Promise<Intake> {
  const url = await otherDatabase(beside, 'intake_floor');
  const engine = await bareEngine(url, 1);
  const actor = await seedRows(engine);
  const { subjectId: queueId } = await createQueue(engine, { actor, requestId: null }, { name: 'intake', accepts: ['command'] });
  const insert = await seedFloor(engine, actor, queueId);
  await engine.db.close();
  const pool = new pg.Pool({ connectionString: url, max: CALLERS, idleTimeoutMillis: 0 });
  await warm(pool, CALLERS);
  return { one: () => insert(pool, 1), many: (n) => insert(pool, n), close: () => pool.end() };
}
