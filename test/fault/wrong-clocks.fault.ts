// Clocks that are wrong by ten minutes and jump: nothing expires because of them, and what must expire does so in time.
import { afterEach, expect, test } from 'vitest';
import type { FaultGround } from './tool/fault-ground.ts';
import { reportFault } from './tool/fault-report.ts';
import { clocksAreWrong, CLOCKS, LEASE_SECONDS } from './tool/clocks-are-wrong.ts';

let ground: FaultGround | null = null;
afterEach(async () => {
  await ground?.close();
  ground = null;
});

test.each(Object.entries(CLOCKS))('%s: work outlasts its lease, a retry waits as long as it must, a dead runner is noticed in time', async (name, clocks) => {
  const { ground: used, wrongExpiries, backoffMs, noticedMs } = await clocksAreWrong(clocks, { seconds: LEASE_SECONDS * 3, backoffSeconds: 3 }, (made) => { ground = made; });
  const { violations } = await used.judge();
  reportFault({ fault: `clocks of server and runner: ${name}`, seed: null, figures: { 'wrong expiries': wrongExpiries, 'back-off of 3 s took s': backoffMs / 1_000, 'dead runner noticed s': noticedMs / 1_000, violations: violations.length } });
  expect({ wrongExpiries, violations }).toEqual({ wrongExpiries: 0, violations: [] });
  expect(backoffMs).toBeGreaterThanOrEqual(3_000);
  expect(backoffMs).toBeLessThan(3_000 + 6_000);
  expect(noticedMs).toBeLessThan((LEASE_SECONDS + 5) * 1_000);
});
