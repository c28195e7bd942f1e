// PostgreSQL is restarted under a load again and again, fast and immediate; the server beside it stays up.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type SupervisedPostgres, supervisePostgres } from '../../../src/server/postgres/postgres-supervisor.ts';
import type { StopMode } from '../../../src/server/postgres/postmaster.ts';
import { seededRandom } from '../seeded-random.ts';
import { ServerProcess } from '../server-process.ts';
import { until } from '../until.ts';
import { type LoadVerdict, verdictOf } from './load-verdict.ts';
import { SteadyLoad } from './steady-load.ts';

/** How often and how far apart. */
export interface RestartPlan {
  readonly seed: number;
  readonly modes: readonly StopMode[];
  /** Time from the beginning of one restart to that of the next, in milliseconds; each moment is drawn within a quarter of it. */
  readonly everyMs: number;
}

/** What came of it. */
export interface RestartOutcome {
  readonly verdict: LoadVerdict;
  /** Milliseconds without a database, for each restart. */
  readonly downMs: readonly number[];
  /** Milliseconds from the moment PostgreSQL takes connections until the server says that it is ready. */
  readonly readyMs: readonly number[];
}

const READY_WITHIN_MS = 30_000;

/** Does it all on a cluster of its own, and judges. */
export async function restartUnderLoad({ seed, modes, everyMs }: RestartPlan): Promise<RestartOutcome> {
  const random = seededRandom(seed);
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-restarts-'));
  const postgres = await supervisePostgres({ dataDir: path.join(directory, 'postgres'), log: () => undefined });
  const server = await ServerProcess.prepare({ DATABASE_URL: postgres.url, SWITCHYARD_RUNNER_SLOTS: '4' });
  let load: SteadyLoad | null = null;
  try {
    await server.start();
    load = await SteadyLoad.start({ url: server.url });
    await load.progress(3, 30_000);
    const [downMs, readyMs]: [number[], number[]] = [[], []];
    for (const mode of modes) {
      const next = performance.now() + everyMs;
      await new Promise((resolve) => setTimeout(resolve, (random() * everyMs) / 4)); // the moment of the fault, not a wait for a result
      const { down, ready } = await restartOnce(postgres, server, mode);
      downMs.push(down);
      readyMs.push(ready);
      await load.progress(3, 30_000);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now()))); // the pace of the faults
    }
    await load.finish(60_000);
    const verdict = await verdictOf(load, { databaseUrl: postgres.url, seed });
    const exitCode = await server.stop();
    if (exitCode !== 0) throw new Error(`the server ended with ${exitCode}, seed ${seed}:\n${server.logTail()}`);
    return { verdict, downMs, readyMs };
  } finally {
    await load?.abandon();
    await server.stop();
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
    rmSync(server.directory, { recursive: true, force: true });
  }
}

async function restartOnce(postgres: SupervisedPostgres, server: ServerProcess, mode: StopMode): Promise<{ down: number; ready: number }> {
  const began = performance.now();
  await postgres.restart({ mode });
  const up = performance.now();
  await until('the server is ready again', async () => {
    const answer = await fetch(`${server.url}/readyz`);
    await answer.arrayBuffer();
    return answer.ok;
  }, { withinMs: READY_WITHIN_MS });
  return { down: up - began, ready: performance.now() - up };
}
