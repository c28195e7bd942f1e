// A server whose work is done by two runners, one of which loses its link to the server.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KillableRunner } from '../killable-runner.ts';
import { until } from '../until.ts';
import { FaultProxy } from './fault-proxy.ts';
import type { LoadVerdict } from './load-verdict.ts';
import { faultUnderLoad } from './served-load.ts';
import type { SteadyLoad } from './steady-load.ts';

const KEY = 'RUNNERKEY0.0123456789abcdefghijklmnop';
const DECK = `export default { name: 'severed', instruments: [] };\n`;

/** One loss of the link. */
export interface Severance {
  readonly how: 'cut' | 'half-open';
  readonly ms: number;
}

/** What is done to which kind of server. */
export interface SeverancePlan {
  readonly seed: number;
  readonly severances: readonly Severance[];
  readonly leaseSeconds: number;
  readonly beatSeconds: number;
  /** Seconds that each task takes: several of them, so that some are under way when the link is lost. */
  readonly taskSeconds: number;
}

/** What came of it. */
export interface SeveredOutcome {
  readonly verdict: LoadVerdict;
  /** Tasks that were running on either runner when the link was lost, in all. */
  readonly underWay: number;
}

/** The link of one runner is lost and mended as planned while the other, of the server itself, goes on. */
export async function severRunner({ seed, severances, leaseSeconds, beatSeconds, taskSeconds }: SeverancePlan): Promise<SeveredOutcome> {
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-severed-'));
  const deck = path.join(directory, 'severed-deck.mjs');
  writeFileSync(deck, DECK);
  const { verdict, found } = await faultUnderLoad({
    seed,
    settings: {
      SWITCHYARD_LEASE_SECONDS: String(leaseSeconds), SWITCHYARD_BEAT_SECONDS: String(beatSeconds), SWITCHYARD_GRACE_SECONDS: '1',
      SWITCHYARD_RUNNER_KEY: KEY, SWITCHYARD_RUNNER_SLOTS: '2',
    },
    load: { taskSeconds, maxOpen: 6 },
    async fault({ server, load }) {
      await using link = await FaultProxy.open(server.url, seed);
      const runner = new KillableRunner({ server: link.through(server.url), key: KEY, deck, directory });
      runner.start();
      try {
        await until('both runners have work', () => load.diary.running() >= 4, { withinMs: 30_000 });
        let underWay = 0;
        for (const severance of severances) underWay += await sever(link, load, severance);
        runner.check();
        await load.settle(120_000); // before the runner is sent away: work that it hands back would be done twice
        return { underWay };
      } finally {
        await runner.stop();
      }
    },
  });
  rmSync(directory, { recursive: true, force: true });
  return { verdict, underWay: found.underWay };
}

async function sever(link: FaultProxy, load: SteadyLoad, { how, ms }: Severance): Promise<number> {
  const underWay = load.diary.running();
  if (how === 'cut') link.cut();
  else link.freeze();
  await new Promise((resolve) => setTimeout(resolve, ms)); // the length of the fault, not a wait for a result
  link.heal();
  await load.progress(4, 120_000);
  return underWay;
}
