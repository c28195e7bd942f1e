// Many claimers at two servers take everything a queue has, as fast as they can: each task once.
import { callApi } from '../../api-client.ts';
import { uuidOf } from '../../resuming-subscriber.ts';
import { percentile } from '../fault-report.ts';
import { HttpClaimer } from './http-claimer.ts';
import { makeQueue } from './load-calls.ts';
import type { LoadStage } from './load-stage.ts';
import type { Judgement } from '../judge-at.ts';
import { rowsOf, verdictOn } from './load-verdict.ts';

/** How many of each. */
export interface ClaimRaceOptions {
  readonly claimers: number;
  readonly tasks: number;
  /** Attempts of one claim at most. */
  readonly max: number;
}

/** What was found. */
export interface ClaimRaceOutcome {
  readonly verdict: Judgement;
  /** Task ids in the order of the answers: one that stands there twice was handed out twice. */
  readonly taken: readonly string[];
  readonly accepted: readonly string[];
  readonly attempts: number;
  readonly figures: Readonly<Record<string, number>>;
}

const CREATE_RUN = 'mutation ($input: CreateRunInput!) { createRun(input: $input) { run { id tasks(first: 100) { nodes { id } } } userErrors { message } } }';
/** Tasks of one run: as many as one page shows. */
const BATCH = 100;

/** Plays the race. Runs bring the tasks, because it is not their making that is measured. */
export async function duplicateClaims(stage: LoadStage, { claimers, tasks, max }: ClaimRaceOptions): Promise<ClaimRaceOutcome> {
  const queueId = await makeQueue(stage.url, 'race');
  const accepted: string[] = [];
  for (let made = 0; made < tasks; made += BATCH) accepted.push(...(await makeTasks(stage.url, queueId, Math.min(BATCH, tasks - made))));
  const runners = await Promise.all(Array.from({ length: claimers }, (_, i) => HttpClaimer.open(stage.servers[i % stage.servers.length]!.url, `claimer ${i}`, ['race'])));
  const claimMs: number[] = [];
  const begun = performance.now();
  const shares = await Promise.all(runners.map((runner) => takeAll(runner, max, claimMs)));
  const seconds = (performance.now() - begun) / 1_000;
  const taken = shares.flat();
  const [row] = await rowsOf<{ n: number }>(stage.databaseUrl, 'SELECT count(*)::int AS n FROM attempt');
  const verdict = await verdictOn(stage.databaseUrl, { expectations: { accepted, claimsOnly: true } });
  return { verdict, taken, accepted, attempts: row!.n, figures: {
    claimers, servers: stage.servers.length, tasks, 'tasks a claim': max, 'double claims': taken.length - new Set(taken).size, 'claimed and ended tasks/s': taken.length / seconds,
    'claim p50 ms': percentile(claimMs, 0.5), 'claim p99 ms': percentile(claimMs, 0.99), 'smallest share': Math.min(...shares.map(({ length }) => length)), 'largest share': Math.max(...shares.map(({ length }) => length)),
  } };
}

async function makeTasks(url: string, queueId: string, count: number): Promise<string[]> {
  const definition = { tasks: Array.from({ length: count }, (_, i) => ({ node: `n${i}`, spec: { command: { binary: 'true' } } })) };
  const { createRun } = await callApi<{ createRun: { run: { tasks: { nodes: { id: string }[] } } | null; userErrors: object[] } }>(url, CREATE_RUN, { input: { definition, queueId } });
  if (!createRun.run) throw new Error(`a run was not made: ${JSON.stringify(createRun.userErrors)}`);
  return createRun.run.tasks.nodes.map(({ id }) => uuidOf(id));
}

/** Claims, ends what it got, and goes on until there is nothing more. */
async function takeAll(runner: HttpClaimer, max: number, claimMs: number[]): Promise<string[]> {
  const taken: string[] = [];
  for (;;) {
    const asked = performance.now();
    const attempts = await runner.claim(max);
    claimMs.push(performance.now() - asked);
    if (attempts.length === 0) return taken;
    taken.push(...attempts.map(({ taskId }) => taskId));
    await runner.finish(attempts, { by: 'EXIT', exitCode: 0 });
  }
}
