// A server whose whole link to its database goes silent under load, and comes back.
import { FaultProxy } from './fault-proxy.ts';
import { freshDatabase } from '../../postgres/fresh-database.ts';
import { until } from '../until.ts';
import type { LoadVerdict } from './load-verdict.ts';
import { faultUnderLoad, type Served } from './served-load.ts';

/** What is done. */
export interface SilencePlan {
  readonly seed: number;
  /** How long the link is silent, in milliseconds, each time. */
  readonly silencesMs: readonly number[];
}

/** What came of it. */
export interface SilenceOutcome {
  readonly verdict: LoadVerdict;
  /** Milliseconds that the slowest `/healthz` took while the link was silent. */
  readonly slowestHealthMs: number;
  /** Milliseconds from the repair of the link until the server says that it is ready. */
  readonly readyMs: readonly number[];
}

const HEALTH_PAUSE_MS = 100;
const READY_WITHIN_MS = 30_000;

/** Freezes the link for each of the times while work goes on, and judges. */
export async function silenceDatabase({ seed, silencesMs }: SilencePlan): Promise<SilenceOutcome> {
  const fresh = await freshDatabase();
  await using link = await FaultProxy.open(fresh.url, seed);
  const { verdict, found } = await faultUnderLoad({
    seed,
    database: fresh,
    // A statement is given up two seconds after the longest transaction.
    settings: { SWITCHYARD_TRANSACTION_SECONDS: '1' },
    before: (url) => link.through(url),
    async fault({ server, load }) {
      const readyMs: number[] = [];
      let slowestHealthMs = 0;
      for (const ms of silencesMs) {
        link.freeze();
        slowestHealthMs = Math.max(slowestHealthMs, await watchHealth(server, ms));
        link.heal();
        readyMs.push(await timeToReady(server));
        await load.progress(3, 30_000);
      }
      return { readyMs, slowestHealthMs };
    },
  });
  return { verdict, ...found };
}

/** Asks for the health again and again; gives back how long the slowest answer took. */
async function watchHealth(server: Served['server'], forMs: number): Promise<number> {
  let slowest = 0;
  for (const end = performance.now() + forMs; performance.now() < end; ) {
    const began = performance.now();
    const answer = await fetch(`${server.url}/healthz`);
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`/healthz answered ${answer.status} while the database was silent`);
    slowest = Math.max(slowest, performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, HEALTH_PAUSE_MS)); // the pace of the questions
  }
  return slowest;
}

async function timeToReady(server: Served['server']): Promise<number> {
  const began = performance.now();
  await until('the server is ready again', async () => {
    const answer = await fetch(`${server.url}/readyz`);
    await answer.arrayBuffer();
    return answer.ok;
  }, { withinMs: READY_WITHIN_MS });
  return performance.now() - began;
}
