// The same work twice, over good links and over slow and lossy ones between server, runner and clients.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KillableRunner } from '../killable-runner.ts';
import { FaultProxy, type LinkFaults } from './fault-proxy.ts';
import type { LoadVerdict } from './load-verdict.ts';
import { faultUnderLoad } from './served-load.ts';

const KEY = 'RUNNERKEY0.0123456789abcdefghijklmnop';

/** What is done. */
export interface LossyPlan {
  readonly seed: number;
  /** Of both links. */
  readonly faults: LinkFaults;
  /** How long each half is measured, in milliseconds. */
  readonly forMs: number;
}

/** What came of it. */
export interface LossyOutcome {
  readonly verdict: LoadVerdict;
  /** Tasks that ended each second, undisturbed and disturbed. */
  readonly goodRate: number;
  readonly lossyRate: number;
  readonly resets: number;
}

/** Measures undisturbed, then disturbed, in one run with one runner, and judges. */
export async function lossyLinks({ seed, faults, forMs }: LossyPlan): Promise<LossyOutcome> {
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-lossy-'));
  const deck = path.join(directory, 'lossy-deck.mjs');
  writeFileSync(deck, `export default { name: 'lossy', instruments: [] };\n`);
  await using stack = new AsyncDisposableStack();
  const links: FaultProxy[] = [];
  let runner: KillableRunner | null = null;
  stack.defer(async () => {
    await runner?.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  const { verdict, found } = await faultUnderLoad({
    seed,
    // A claim whose answer was lost is made good with the next beat.
    settings: { SWITCHYARD_RUNNERS: '0', SWITCHYARD_RUNNER_KEY: KEY, SWITCHYARD_BEAT_SECONDS: '1' },
    front: async (url) => {
      links.push(stack.use(await FaultProxy.open(url, seed)), stack.use(await FaultProxy.open(url, seed + 1)));
      runner = new KillableRunner({ server: links[1]!.through(url), key: KEY, deck, directory });
      runner.start();
      return links[0]!.through(url);
    },
    async fault({ load }) {
      const goodRate = await rateOf(() => load.ended, forMs);
      for (const link of links) link.disturb(faults);
      const lossyRate = await rateOf(() => load.ended, forMs);
      for (const link of links) link.heal();
      runner!.check();
      await load.settle(60_000);
      const exitCode = await runner!.stop();
      if (exitCode !== 0) throw new Error(`the runner ended with ${exitCode}`);
      return { goodRate, lossyRate };
    },
  });
  return { verdict, ...found, resets: links.reduce((sum, link) => sum + link.counts.resets, 0) };
}

async function rateOf(ended: () => number, forMs: number): Promise<number> {
  const [before, began] = [ended(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, forMs)); // the length of the measurement
  return (1_000 * (ended() - before)) / (performance.now() - began);
}
