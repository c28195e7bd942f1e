// Soak: a mixed load for as long as SWITCHYARD_SOAK_MINUTES says (2 when it says nothing); memory stays flat, and everything is given back.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';
import { isAtRest, soak } from './tool/load/soak.ts';
import { LoadStage } from './tool/load/load-stage.ts';

const MINUTES = Number(process.env['SWITCHYARD_SOAK_MINUTES'] ?? 2);
const LOOK_SECONDS = 10;
/**
 * Growth of the resident memory over the second half, MB a minute. A short run still warms up: code is compiled and the heap finds its size,
 * which over 20 minutes would be 0; a leak of 1 kB a call would be 1 MB a minute at this load.
 */
const MOST_GROWTH = MINUTES >= 15 ? 1 : 20;
/** Of the server at its end. */
const MOST_MEGABYTES = 600;

test(`a mixed load of ${MINUTES} minutes: the memory of the server does not grow, and sockets, groups, descriptors and connections are given back`, async () => {
  const seed = chosenSeed();
  await using stage = await LoadStage.open({ database: 'EMBEDDED', settings: { SWITCHYARD_RUNNERS: '1', SWITCHYARD_RUNNER_SLOTS: '4' } });
  const { verdict, faults, before, after, residentSlope, heapSlope, figures } = await soak(stage, { seed, minutes: MINUTES, lookSeconds: LOOK_SECONDS });
  const rest = { 'descriptors before': before.descriptors, 'descriptors after': after.descriptors, 'groups after': after.groups, 'sockets after': after.sockets };
  reportFault({ fault: 'a soak', seed, figures: { ...figures, 'resident MB/min': residentSlope, 'heap MB/min': heapSlope, ...rest, violations: verdict.violations.length } });
  expect(faults, `seed ${seed}`).toEqual([]);
  expect(residentSlope, `seed ${seed}`).toBeLessThan(MOST_GROWTH);
  expect(figures['resident MB last'], `seed ${seed}`).toBeLessThan(MOST_MEGABYTES);
  expect(isAtRest(after, before), `seed ${seed}: before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`).toBe(true);
  expect(verdict.violations, `seed ${seed}\n${verdict.text}`).toEqual([]);
}, (MINUTES + 8) * 60_000);
