// A mixed load that goes on and on, and a look at the server every few seconds: what it uses must not grow, and must come back.
import { seededRandom } from '../../seeded-random.ts';
import { until } from '../../until.ts';
import { percentile } from '../fault-report.ts';
import { HeapProbe } from './heap-probe.ts';
import { metricsOf } from './load-calls.ts';
import type { LoadStage } from './load-stage.ts';
import type { Judgement } from '../judge-at.ts';
import { rowsOf, verdictOn } from './load-verdict.ts';
import { type Sample, secondHalf, slopeOf } from './soak-trend.ts';
import { SoakWork } from './soak-work.ts';

/** How long, and how often is looked. */
export interface SoakOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly lookSeconds: number;
  /** Of the stage's server, for the heap after a collection. */
  readonly inspectorPort: number;
}

/** What the server holds at rest: before the load and after it. */
export interface Rest {
  readonly descriptors: number;
  readonly sockets: number;
  readonly subscribers: number;
  readonly groups: number;
  readonly liveAttempts: number;
  readonly busyConnections: number;
}

/** What was found. */
export interface SoakOutcome {
  readonly verdict: Judgement;
  readonly faults: readonly string[];
  readonly before: Rest;
  readonly after: Rest;
  /** Megabytes a minute over the second half of the load, each after a garbage collection. */
  readonly residentSlope: number;
  readonly heapSlope: number;
  readonly figures: Readonly<Record<string, number>>;
}

/** Longest time until everything has come to rest after the load, ms: idle HTTP connections of the clients are let go after some seconds. */
const REST_WITHIN_MS = 90_000;

/** Plays the soak, and judges it. */
export async function soak(stage: LoadStage, { seed, minutes, lookSeconds, inspectorPort }: SoakOptions): Promise<SoakOutcome> {
  using probe = await HeapProbe.attach(stage.pid!, inspectorPort);
  const before = await restOf(stage);
  const work = new SoakWork(stage.url, seededRandom(seed));
  const samples: { resident: Sample[]; heap: Sample[]; loopMs: number[]; most: { descriptors: number; connections: number; groups: number } } = { resident: [], heap: [], loopMs: [], most: { descriptors: 0, connections: 0, groups: 0 } };
  const begun = performance.now();
  while (performance.now() - begun < minutes * 60_000) {
    await new Promise((resolve) => setTimeout(resolve, lookSeconds * 1_000)); // the pace of the looks, not a wait for a result
    const seen = await metricsOf(stage.url);
    const seconds = (performance.now() - begun) / 1_000;
    const { heap, resident } = await probe.look();
    samples.resident.push([seconds, resident]);
    samples.heap.push([seconds, heap]);
    samples.loopMs.push(seen['event_loop_delay_p99_seconds']! * 1_000);
    samples.most.descriptors = Math.max(samples.most.descriptors, stage.weight()?.descriptors ?? 0);
    samples.most.connections = Math.max(samples.most.connections, seen['database_connections']!);
    samples.most.groups = Math.max(samples.most.groups, seen['subscription_groups']!);
  }
  await work.end();
  await until('every task has ended', async () => (await unfinished(stage.databaseUrl)) === 0, { withinMs: REST_WITHIN_MS });
  let after = await restOf(stage);
  await until('the server holds no more than before', async () => isAtRest((after = await restOf(stage)), before), { withinMs: REST_WITHIN_MS }).catch(() => undefined); // the caller compares the two, and says which figure it was
  const verdict = await verdictOn(stage.databaseUrl, { expectations: { accepted: work.accepted } });
  const told = await metricsOf(stage.url);
  return {
    verdict, faults: work.faults, before, after,
    residentSlope: 60 * slopeOf(secondHalf(samples.resident)), heapSlope: 60 * slopeOf(secondHalf(samples.heap)),
    figures: {
      minutes, calls: work.calls, tasks: work.accepted.length, subscriptions: work.subscriptions, 'events delivered': told['subscription_deliveries_total']!, lagged: told['subscriptions_lagged_total']!,
      'resident MB first': samples.resident[0]![1], 'resident MB last': samples.resident.at(-1)![1], 'heap MB first': samples.heap[0]![1], 'heap MB last': samples.heap.at(-1)![1],
      'event loop p99 ms, median of looks': percentile(samples.loopMs, 0.5), 'event loop p99 ms, worst look': Math.max(...samples.loopMs),
      'most descriptors': samples.most.descriptors, 'most database connections': samples.most.connections, 'most groups': samples.most.groups,
    },
  };
}

/** Whether nothing is held that was not before; connections of the pool stay open, but idle. */
export function isAtRest(now: Rest, before: Rest): boolean {
  return (Object.keys(before) as (keyof Rest)[]).every((name) => now[name] <= before[name] + (name === 'descriptors' ? SPARE_DESCRIPTORS : 0));
}

/** Descriptors more than before that are no leak: the pool has opened its connections, and our own looks keep some alive. */
export const SPARE_DESCRIPTORS = 30;

async function restOf(stage: LoadStage): Promise<Rest> {
  const seen = await metricsOf(stage.url);
  return {
    descriptors: stage.weight()?.descriptors ?? Number.NaN, sockets: seen['sockets']!, subscribers: seen['subscribers']!, groups: seen['subscription_groups']!, liveAttempts: seen['live_attempts']!,
    busyConnections: seen['database_connections']! - seen['database_connections_idle']!,
  };
}

async function unfinished(databaseUrl: string): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(databaseUrl, `SELECT count(*)::int AS n FROM task WHERE status IN ('queued', 'in_progress')`);
  return row!.n;
}
