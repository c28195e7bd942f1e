// graphile-worker: a job is a row that is locked for its worker and deleted at its end. One by one: as many workers as takers, each
// takes and ends one job by a statement each. In batches: one runner for each taker, with a local queue of the batch's size that takes
// so many by one statement, as many workers, and ends that are sent together when they come together.
// Its runners take jobs as soon as they start, so the time counts from the first job in hand and leaves their start out.
import { Logger, makeWorkerUtils, type Runner, run, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { onConnection } from '../bench-database.ts';
import { type QueueSide, type Terms, warm } from './side.ts';

const SILENT = new Logger(() => () => undefined);
/** Connections of a runner besides one for each of its workers: it listens on one. */
const MORE_CONNECTIONS = 2;

/** On a database with its schema, which `fill` makes. */
export function graphileSide(url: string): QueueSide {
  return {
    name: 'graphile-worker',
    url,
    async fill(terms, jobs) {
      await runMigrations({ connectionString: url });
      const utils = await makeWorkerUtils({ connectionString: url });
      await utils.release();
      await onConnection(url, (client) => client.query(`SELECT graphile_worker.add_job('noop') FROM generate_series(1, $1::int)`, [jobs]));
      const pool = new pg.Pool({ connectionString: url, max: terms.takers + MORE_CONNECTIONS * (terms.batch > 1 ? terms.takers : 1) });
      pool.on('error', (error) => { throw error; });
      await warm(pool, pool.options.max!);
      return { drain: () => drain(pool, terms, jobs), close: () => pool.end() };
    },
  };
}

async function drain(pool: pg.Pool, terms: Terms, jobs: number): Promise<number> {
  let done = 0;
  let begun = 0;
  let finish: () => void = () => undefined;
  const all = new Promise<void>((resolve) => { finish = resolve; });
  const runners: Promise<Runner>[] = [];
  const one = (concurrency: number, preset: object): Promise<Runner> => run({
    pgPool: pool, concurrency, noHandleSignals: true, logger: SILENT, taskList: { noop: () => { begun ||= performance.now(); if (++done === jobs) finish(); } }, ...preset,
  });
  if (terms.batch === 1) runners.push(one(terms.takers, {}));
  else for (let i = 0; i < terms.takers; i++) runners.push(one(terms.batch, { preset: { worker: { localQueue: { size: terms.batch }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } } }));
  const running = await Promise.all(runners);
  await all;
  await Promise.all(running.map((runner) => runner.stop())); // what was done is deleted by then
  return begun;
}
