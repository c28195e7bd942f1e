// A server in a process of its own with a load on it, on a fresh database of the shared cluster; judged and cleared away at the end.
import { rmSync } from 'node:fs';
import type { Expectations } from '../../oracle/oracle.ts';
import { freshDatabase, type FreshDatabase } from '../../postgres/fresh-database.ts';
import { ServerProcess } from '../server-process.ts';
import { type LoadVerdict, verdictOf } from './load-verdict.ts';
import { type LoadOptions, SteadyLoad } from './steady-load.ts';

/** What the fault gets to work with. */
export interface Served {
  readonly server: ServerProcess;
  readonly load: SteadyLoad;
  /** Of the database itself, past every proxy. */
  readonly databaseUrl: string;
}

/** How it is set up. */
export interface ServedPlan<T> {
  readonly seed: number;
  readonly settings?: Readonly<Record<string, string>>;
  readonly load?: Omit<LoadOptions, 'url'>;
  readonly expectations?: Expectations;
  /** Longest time from the end of the fault until everything that was accepted has ended, in milliseconds. */
  readonly finishMs?: number;
  /** A database that is there already; it is dropped at the end like one of its own. */
  readonly database?: FreshDatabase;
  /** What stands between the server and its database; what it answers is the address that the server gets. */
  readonly before?: (databaseUrl: string) => string;
  /** What stands between the clients and the server. */
  readonly front?: (serverUrl: string) => Promise<string>;
  /** Does the damage while the load goes on, and mends it. */
  readonly fault: (served: Served) => Promise<T>;
}

/** Runs the load through the fault and to its end. The verdict comes with whatever the fault has found. */
export async function faultUnderLoad<T>(plan: ServedPlan<T>): Promise<{ verdict: LoadVerdict; found: T }> {
  const fresh = plan.database ?? (await freshDatabase());
  const { seed, before = (url) => url, front = async (url) => url } = plan;
  const server = await ServerProcess.prepare({ DATABASE_URL: before(fresh.url), SWITCHYARD_RUNNER_SLOTS: '4', ...plan.settings });
  let load: SteadyLoad | null = null;
  try {
    await server.start();
    load = await SteadyLoad.start({ url: await front(server.url), ...plan.load });
    await load.progress(2, 60_000);
    const found = await plan.fault({ server, load, databaseUrl: fresh.url });
    await load.finish(plan.finishMs ?? 60_000);
    const verdict = await verdictOf(load, { databaseUrl: fresh.url, seed, ...(plan.expectations ? { expectations: plan.expectations } : {}) });
    const exitCode = await server.stop();
    if (exitCode !== 0) throw new Error(`the server ended with ${exitCode}, seed ${seed}:\n${server.logTail()}`);
    return { verdict, found };
  } finally {
    await load?.abandon();
    await server.stop();
    await fresh.drop();
    rmSync(server.directory, { recursive: true, force: true });
  }
}
