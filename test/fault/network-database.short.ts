// The link to the database goes silent without an end: the short form of network-database.fault.ts.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';
import { silenceDatabase } from './tool/silent-database.ts';

test('calls that meet a silent database end within a bound with advice, the server stays up, and all goes on when it is back', async () => {
  const seed = chosenSeed();
  const { verdict, readyMs, slowestHealthMs } = await silenceDatabase({ seed, silencesMs: [4_500] });
  reportFault({ fault: 'database link half-open for 4.5 s', seed, figures: { ...verdict, slowestHealthMs, readyMaxMs: Math.max(...readyMs) } });
  expect(verdict.unavailable, `seed ${seed}: it must have been felt`).toBeGreaterThan(0);
  expect(slowestHealthMs, `seed ${seed}`).toBeLessThan(1_000);
}, 120_000);
