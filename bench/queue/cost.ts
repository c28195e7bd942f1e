// What one job costs: rows and log written, statements, waits for an answer, commits, processor time on both sides.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { onConnection } from '../bench-database.ts';
import { type ClientClass, type Tapped, WireTap } from '../wire-tap.ts';
import type { QueueSide, Terms } from './side.ts';

/** Everything for one job. */
export interface JobCost {
  readonly side: string;
  readonly terms: Terms;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  /** Transactions, those that only read included. */
  readonly transactions: number;
  readonly roundTrips: number;
  readonly statements: number;
  readonly walBytes: number;
  /** Milliseconds of this process, and of all processes of PostgreSQL. */
  readonly programMs: number;
  readonly postgresMs: number;
  /** Statements by the time that was waited for them, the longest first. */
  readonly longest: readonly { readonly name: string; readonly calls: number; readonly meanMs: number }[];
}

/** Statements named in the list of the longest. */
const LONGEST = 6;
/** Milliseconds between two looks at PostgreSQL's counters, and how often they must be the same to count as complete. */
const LOOK_MS = 100;
const SAME_LOOKS = 3;
/** Longest wait for that: PostgreSQL tells of what idle connections did after 10 s at most. */
const SETTLE_MS = 15_000;

/** Fills a queue and empties it with everything counted. */
export async function costOf(side: QueueSide, { terms, jobs, classes }: { terms: Terms; jobs: number; classes: readonly ClientClass[] }): Promise<JobCost> {
  const filled = await side.fill(terms, jobs);
  const before = await countersOf(side.url);
  const cpu = { program: process.cpuUsage(), postgres: postgresCpuMs(before.postmaster) };
  using tap = new WireTap([pg.Client.prototype, ...classes]);
  await filled.drain();
  const seen = tap.take();
  const { user, system } = process.cpuUsage(cpu.program);
  const postgresMs = postgresCpuMs(before.postmaster) - cpu.postgres;
  const wal = await walPlace(side.url);
  await filled.close();
  const after = await countersOf(side.url);
  const per = (value: number): number => value / jobs;
  return {
    side: side.name, terms, inserted: per(after.inserted - before.inserted), updated: per(after.updated - before.updated), deleted: per(after.deleted - before.deleted),
    transactions: per(seen.transactions), roundTrips: per(seen.roundTrips), statements: per(seen.statements.length), walBytes: per(wal - before.wal),
    programMs: per((user + system) / 1_000), postgresMs: per(postgresMs), longest: longestOf(seen),
  };
}

function longestOf({ statements }: Tapped): JobCost['longest'] {
  const byName = [...Map.groupBy(statements, ({ name }) => name)].map(([name, calls]) => ({ name, calls: calls.length, totalMs: calls.reduce((sum, { ms }) => sum + ms, 0) }));
  return byName.sort((a, b) => b.totalMs - a.totalMs).slice(0, LONGEST).map(({ name, calls, totalMs }) => ({ name, calls, meanMs: totalMs / calls }));
}

interface Counters {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly wal: number;
  readonly postmaster: number;
}

/** Rows of all tables of people, when the counters have come to rest. */
async function countersOf(url: string): Promise<Counters> {
  return onConnection(url, async (client) => {
    const deadline = performance.now() + SETTLE_MS;
    let last = '';
    for (let same = 0; ;) {
      const { rows } = await client.query<Counters>(
        `SELECT sum(n_tup_ins)::float8 AS inserted, sum(n_tup_upd)::float8 AS updated, sum(n_tup_del)::float8 AS deleted, 0 AS wal, 0 AS postmaster FROM pg_stat_user_tables`);
      same = JSON.stringify(rows[0]) === last ? same + 1 : 0;
      if (same >= SAME_LOOKS) return { ...rows[0]!, wal: await walPlace(url), postmaster: await postmasterOf(client) };
      if (performance.now() > deadline) throw new Error('the counters of PostgreSQL did not come to rest: is something else using this database?');
      last = JSON.stringify(rows[0]);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  });
}

async function walPlace(url: string): Promise<number> {
  return onConnection(url, async (client) => (await client.query<{ at: number }>(`SELECT (pg_current_wal_insert_lsn() - '0/0')::float8 AS at`)).rows[0]!.at);
}

async function postmasterOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ directory: string }>(`SELECT current_setting('data_directory') AS directory`);
  return Number(readFileSync(`${rows[0]!.directory}/postmaster.pid`, 'utf8').split('\n')[0]);
}

/** Processor time of the postmaster, its children and those it has outlived, in milliseconds. */
function postgresCpuMs(postmaster: number): number {
  const tick = 1_000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => timesOf(pid));
  const own = all.find(({ pid }) => pid === postmaster);
  const children = all.filter(({ parent }) => parent === postmaster);
  return (children.reduce((sum, { live }) => sum + live, 0) + (own?.live ?? 0) + (own?.ended ?? 0)) * tick;
}

/** Of one process: its parent, its ticks, and those of children that have ended. None when it has gone meanwhile. */
function timesOf(pid: string): { pid: number; parent: number; live: number; ended: number }[] {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
  return [{ pid: Number(pid), parent: fields[1]!, live: fields[11]! + fields[12]!, ended: fields[13]! + fields[14]! }];
}
