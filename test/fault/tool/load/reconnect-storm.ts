// Sockets that follow everything are dropped all at once and at random while much is written, and resume by their cursors.
import { seededRandom } from '../../seeded-random.ts';
import { percentile } from '../fault-report.ts';
import { FollowerCrowd } from './follower-crowd.ts';
import { headOf, makeQueue } from './load-calls.ts';
import type { LoadStage } from './load-stage.ts';
import type { Judgement } from '../judge-at.ts';
import { verdictOn } from './load-verdict.ts';
import { WriteLoad } from './write-load.ts';

/** How big the storm is. */
export interface StormOptions {
  readonly seed: number;
  readonly sockets: number;
  /** How long sockets are dropped at random, after all were dropped at once. */
  readonly stormSeconds: number;
  /** Commands a second, over all clients that write. */
  readonly writesPerSecond: number;
}

/** What was found. */
export interface StormOutcome {
  readonly verdict: Judgement;
  readonly figures: Readonly<Record<string, number>>;
}

/** Clients that write. */
const WRITERS = 4;
/** Longest time until everybody is level again, ms. */
const LEVEL_WITHIN_MS = 60_000;
/** Share of the sockets that one gust drops at most; one gust in eight drops all. */
const MOST_OF_A_GUST = 0.3;
/** Longest calm between two gusts, ms. */
const MOST_CALM_MS = 1_500;

/** Plays the storm, and judges it. */
export async function reconnectStorm(stage: LoadStage, { seed, sockets, stormSeconds, writesPerSecond }: StormOptions): Promise<StormOutcome> {
  const random = seededRandom(seed);
  const queueIds = [await makeQueue(stage.url, 'storm-a'), await makeQueue(stage.url, 'storm-b')];
  const start = await headOf(stage.url);
  const idle = stage.weight()!.megabytes;
  const crowd = await FollowerCrowd.gather({ url: stage.url, size: sockets, after: start.cursor, random });
  const load = new WriteLoad({ urls: [stage.url], clients: WRITERS, perSecond: writesPerSecond / WRITERS, random, queueIds, name: 'storm' });
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, stage.weight()?.megabytes ?? 0)), 100);
  try {
    crowd.takeLevelTimes();
    await crowd.dropAll(LEVEL_WITHIN_MS);
    const atOnce = crowd.takeLevelTimes();
    await gusts(crowd, load, { random, untilMs: performance.now() + stormSeconds * 1_000 });
    const atRandom = crowd.takeLevelTimes();
    await load.stop();
    const head = await headOf(stage.url);
    await crowd.dropAll(LEVEL_WITHIN_MS, head.seq);
    const verdict = await verdictOn(stage.databaseUrl, { clients: crowd.followers.map(({ sight }) => sight), expectations: { accepted: load.accepted } });
    const { connections, events, lagged } = crowd.totals;
    return { verdict, figures: {
      sockets, connections, 'events in the log': head.seq - start.seq, 'events delivered': events, lagged, commands: load.commands,
      'all dropped at once: level after p50 ms': percentile(atOnce, 0.5), 'p99 ms': percentile(atOnce, 0.99),
      'dropped at random: level after p50 ms': percentile(atRandom, 0.5), 'at random p99 ms': percentile(atRandom, 0.99),
      'server idle MB': idle, 'server at most MB': peak,
    } };
  } finally {
    clearInterval(watch);
    crowd.close();
    await load.stop();
  }
}

/** Drops a random part of the crowd again and again, also such as have not come back from the last time. */
async function gusts(crowd: FollowerCrowd, load: WriteLoad, { random, untilMs }: { random: () => number; untilMs: number }): Promise<void> {
  while (performance.now() < untilMs) {
    load.check();
    crowd.check();
    const share = random() < 0.125 ? 1 : random() * MOST_OF_A_GUST;
    for (const follower of crowd.followers) if (random() < share) follower.drop();
    await new Promise((resolve) => setTimeout(resolve, random() * MOST_CALM_MS)); // the moment of the fault, not a wait for a result
  }
}
