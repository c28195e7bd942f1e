// PostgreSQL is restarted under load, once in each way: the short form of postgres-restarts.fault.ts.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { restartUnderLoad } from './tool/postgres-restarts.ts';
import { reportFault } from './tool/fault-report.ts';

test('PostgreSQL is restarted fast and immediate under load: nothing is lost or doubled, every refusal is clean, the server stays up', async () => {
  const seed = chosenSeed();
  const { verdict, readyMs } = await restartUnderLoad({ seed, modes: ['immediate', 'fast'], everyMs: 1_500 });
  reportFault({ fault: 'PostgreSQL restarted twice under load', seed, figures: { ...verdict, readyMaxMs: Math.max(...readyMs) } });
  expect(verdict.unavailable, `seed ${seed}: the restarts must have been felt`).toBeGreaterThan(0);
}, 120_000);
