// The link between a runner and its server is cut or goes silent, for less than the lease that is set by default, and for a minute.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';
import { severRunner } from './tool/severed-runner.ts';

const DEFAULT_LEASE = { leaseSeconds: 20, beatSeconds: 5, taskSeconds: 4 };
/** Tasks take nearly as long as the lease: some of those under way have to be ended, others come to their end unheard. */
const SHORT_LEASE = { leaseSeconds: 10, beatSeconds: 3, taskSeconds: 8 };

test('a runner cut off for less than its lease loses nothing: its work ends once, and its reports come late', async () => {
  const seed = chosenSeed();
  const { verdict, underWay } = await severRunner({ seed, severances: [{ how: 'cut', ms: 5_000 }, { how: 'half-open', ms: 5_000 }, { how: 'cut', ms: 5_000 }], ...DEFAULT_LEASE });
  reportFault({ fault: 'runner link cut for 5 s, twice, and half-open for 5 s', seed, figures: { ...verdict, underWay } });
  expect(verdict.lostAttempts, `seed ${seed}`).toBe(0);
});

test('a runner cut off for longer than its lease has ended its work before others begin it anew, whether the link was cut or went silent', async () => {
  const seed = chosenSeed();
  const { verdict, underWay } = await severRunner({ seed, severances: [{ how: 'cut', ms: 60_000 }, { how: 'half-open', ms: 20_000 }], ...SHORT_LEASE });
  reportFault({ fault: 'runner link cut for 60 s and half-open for 20 s with a lease of 10 s', seed, figures: { ...verdict, underWay } });
  expect(verdict.lostAttempts, `seed ${seed}: work must have been under way`).toBeGreaterThan(0);
});
