// The link between a runner and its server is cut for 5 and 60 seconds, and goes silent for 30, with the lease as it is set by default.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';
import { severRunner } from './tool/severed-runner.ts';

const LEASE = { leaseSeconds: 20, beatSeconds: 5, taskSeconds: 4 };

test('a runner cut off for less than its lease loses nothing: its work ends once, and its reports come late', async () => {
  const seed = chosenSeed();
  const { verdict, underWay } = await severRunner({ seed, severances: [{ how: 'cut', ms: 5_000 }, { how: 'half-open', ms: 5_000 }, { how: 'cut', ms: 5_000 }], ...LEASE });
  reportFault({ fault: 'runner link cut for 5 s, twice, and half-open for 5 s', seed, figures: { ...verdict, underWay } });
  expect(verdict.lostAttempts, `seed ${seed}`).toBe(0);
});

test('a runner cut off for longer than its lease has ended its work before others begin it anew, whether the link was cut or went silent', async () => {
  const seed = chosenSeed();
  const { verdict, underWay } = await severRunner({ seed, severances: [{ how: 'cut', ms: 60_000 }, { how: 'half-open', ms: 30_000 }], ...LEASE, taskSeconds: 18 });
  reportFault({ fault: 'runner link cut for 60 s and half-open for 30 s', seed, figures: { ...verdict, underWay } });
  expect(verdict.lostAttempts, `seed ${seed}: work must have been under way`).toBeGreaterThan(0);
});
