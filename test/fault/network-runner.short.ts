// The link between a runner and its server is lost, for less and for more than the lease: the short form of network-runner.fault.ts.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';
import { severRunner } from './tool/severed-runner.ts';

test('a runner whose link goes silent for longer than its lease ends its work before others begin it anew, and nothing it says later counts', async () => {
  const seed = chosenSeed();
  const { verdict, underWay } = await severRunner({ seed, severances: [{ how: 'half-open', ms: 4_500 }], leaseSeconds: 3, beatSeconds: 1, taskSeconds: 2 });
  reportFault({ fault: 'runner link half-open for 4.5 s with a lease of 3 s', seed, figures: { ...verdict, underWay } });
  expect(verdict.lostAttempts, `seed ${seed}: work must have been under way`).toBeGreaterThan(0);
}, 120_000);
