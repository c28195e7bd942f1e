// Every database connection of a server under load is ended several times a second for half a minute.
import { expect, test } from 'vitest';
import { chosenSeed, seededRandom } from './seeded-random.ts';
import { terminateBackends } from './tool/backend-terminator.ts';
import { reportFault } from './tool/fault-report.ts';
import { faultUnderLoad } from './tool/served-load.ts';

test('all backends are ended for 30 s under load: nothing is lost, doubled or turned around, every repeated command is answered, the server stays up', async () => {
  const seed = chosenSeed();
  const { verdict, found } = await faultUnderLoad({
    seed,
    fault: ({ databaseUrl }) => terminateBackends(databaseUrl, { random: seededRandom(seed), fromMs: 200, toMs: 500, forMs: 30_000 }),
  });
  reportFault({ fault: 'all backends terminated in a loop for 30 s', seed, figures: { ...verdict, ...found } });
  expect(found.backends, `seed ${seed}`).toBeGreaterThan(2 * found.rounds);
  expect(verdict.unavailable, `seed ${seed}: it must have been felt`).toBeGreaterThan(20);
});
