// PostgreSQL is restarted five times within a minute, fast and immediate, while work is enqueued, run, watched and listed.
import { expect, test } from 'vitest';
import { chosenSeed, seededRandom } from './seeded-random.ts';
import { percentile, reportFault } from './tool/fault-report.ts';
import { restartUnderLoad } from './tool/postgres-restarts.ts';

const RESTARTS = 5;

test(`PostgreSQL is restarted ${RESTARTS} times in a minute under load: nothing is lost, doubled or turned around, every refusal is clean, the server stays up`, async () => {
  const seed = chosenSeed();
  const random = seededRandom(seed);
  // Each way at least twice, in an order of the seed.
  const modes = (['fast', 'immediate', 'fast', 'immediate', random() < 0.5 ? 'fast' : 'immediate'] as const).toSorted(() => random() - 0.5);
  const { verdict, downMs, readyMs } = await restartUnderLoad({ seed, modes, everyMs: 12_000 });
  const times = { downP50Ms: percentile(downMs, 0.5), downMaxMs: Math.max(...downMs), readyP50Ms: percentile(readyMs, 0.5), readyMaxMs: Math.max(...readyMs) };
  reportFault({ fault: 'PostgreSQL restarted five times in a minute under load', seed, figures: { modes: modes.join(' '), ...verdict, ...times } });
  expect(verdict.unavailable, `seed ${seed}: the restarts must have been felt`).toBeGreaterThan(RESTARTS);
  expect(Math.max(...readyMs), `seed ${seed}`).toBeLessThan(10_000);
});
