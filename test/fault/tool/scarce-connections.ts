// A server with two database connections, both of which are held up, and many callers.
import pg from 'pg';
import type { Payload } from '../persistent-client.ts';
import { ownServer } from '../../server/own-server.ts';
import { type AnswerTally, CarefulClient, emptyTally } from './careful-client.ts';

/** What is done. */
export interface ScarcityPlan {
  /** Commands that wait for a lock which nobody gives them, and reads that wait for a connection behind them. */
  readonly commands: number;
  readonly reads: number;
  readonly transactionSeconds: number;
}

/** What came of it. */
export interface ScarcityOutcome {
  /** Answers while the connections were held up. */
  readonly held: AnswerTally;
  /** Milliseconds of the slowest answers of `/healthz`, `/readyz` and `/metrics` meanwhile. */
  readonly slowestHealthMs: number;
  readonly slowestReadyMs: number;
  readonly slowestMetricsMs: number;
  /** The same commands repeated with their request ids after it was over: answers, and projects that they made. */
  readonly after: AnswerTally;
  readonly made: number;
}

const CREATE = 'mutation ($input: CreateProjectInput!) { createProject(input: $input) { outcome userErrors { message } } }';
const LIST = '{ projects(first: 20) { nodes { id path } } }';
const NOBODY_WAITS = AbortSignal.abort();
/** Longest time for the repeated commands, in milliseconds. */
const AFTER_MS = 30_000;

/** Takes the lock, lets everybody call at once, gives the lock back, and lets everybody repeat. */
export async function exhaustConnections({ commands, reads, transactionSeconds }: ScarcityPlan): Promise<ScarcityOutcome> {
  const own = await ownServer({ SWITCHYARD_POOL_SIZE: '2', SWITCHYARD_TRANSACTION_SECONDS: String(transactionSeconds) });
  const { url, databaseUrl } = own.server;
  const blocker = new pg.Client({ connectionString: databaseUrl });
  await blocker.connect();
  try {
    await blocker.query('BEGIN; LOCK TABLE project IN EXCLUSIVE MODE');
    const held = emptyTally();
    const over = new AbortController();
    const probes = ['/healthz', '/readyz', '/metrics'].map((path) => slowestOf(`${url}${path}`, over.signal));
    const reader = new CarefulClient(url, 'reader', held);
    // Each command is a client of its own, so that it has the same request id when it is repeated.
    const first = Array.from({ length: commands }, (_, i) => create(url, i, { tally: held, over: NOBODY_WAITS }));
    await Promise.all([...first, ...Array.from({ length: reads }, () => reader.read(LIST))]);
    over.abort();
    const [slowestHealthMs = 0, slowestReadyMs = 0, slowestMetricsMs = 0] = await Promise.all(probes);
    await blocker.query('ROLLBACK');
    const after = emptyTally();
    await Promise.all(Array.from({ length: commands }, (_, i) => create(url, i, { tally: after, over: AbortSignal.timeout(AFTER_MS) })));
    const made = Number((await blocker.query<{ n: string }>(`SELECT count(*) AS n FROM project WHERE path LIKE '/scarce-%'`)).rows[0]!.n);
    return { held, slowestHealthMs, slowestReadyMs, slowestMetricsMs, after, made };
  } finally {
    await blocker.end();
    await own.close();
  }
}

async function create(url: string, i: number, { tally, over }: { tally: AnswerTally; over: AbortSignal }): Promise<void> {
  await new CarefulClient(url, `creator-${i}`, tally).command<Payload>(CREATE, { path: `/scarce-${i}` }, over);
}

async function slowestOf(address: string, over: AbortSignal): Promise<number> {
  let slowest = 0;
  while (!over.aborted) {
    const began = performance.now();
    await (await fetch(address)).arrayBuffer();
    slowest = Math.max(slowest, performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 50)); // the pace of the questions
  }
  return slowest;
}
