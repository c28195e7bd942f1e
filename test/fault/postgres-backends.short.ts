// Every database connection of a server under load is ended several times a second: the short form of postgres-backends.fault.ts.
import { expect, test } from 'vitest';
import { chosenSeed, seededRandom } from './seeded-random.ts';
import { terminateBackends } from './tool/backend-terminator.ts';
import { reportFault } from './tool/fault-report.ts';
import { faultUnderLoad } from './tool/served-load.ts';

test('all backends are ended again and again under load: nothing is lost, doubled or turned around, every refusal is clean, the server stays up', async () => {
  const seed = chosenSeed();
  const { verdict, found } = await faultUnderLoad({
    seed,
    fault: ({ databaseUrl }) => terminateBackends(databaseUrl, { random: seededRandom(seed), fromMs: 100, toMs: 300, forMs: 2_500 }),
  });
  reportFault({ fault: 'all backends terminated in a loop', seed, figures: { ...verdict, ...found } });
  expect(found.backends, `seed ${seed}`).toBeGreaterThan(found.rounds);
  expect(verdict.unavailable, `seed ${seed}: it must have been felt`).toBeGreaterThan(0);
}, 120_000);
