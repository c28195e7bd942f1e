// Soak: a mixed load for as long as SWITCHYARD_SOAK_MINUTES says (2 when it says nothing); memory stays flat, and everything is given back.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';
import { inspectorPort, probedSettings } from './tool/load/heap-probe.ts';
import { isAtRest, soak } from './tool/load/soak.ts';
import { LoadStage } from './tool/load/load-stage.ts';

const MINUTES = Number(process.env['SWITCHYARD_SOAK_MINUTES'] ?? 2);
const LOOK_SECONDS = 10;
/** From here on the second half begins with the ring of recent events full and all code compiled: nothing may grow any more. */
const LONG_MINUTES = 15;
/** Growth over the second half, MB a minute, after garbage collections; a short run still fills the ring of recent events and warms up. */
const MOST_GROWTH = MINUTES >= LONG_MINUTES ? { heap: 0.5, resident: 2 } : { heap: 15, resident: 40 };
/** Of the server at its end. */
const MOST_MEGABYTES = 600;

test(`a mixed load of ${MINUTES} minutes: the memory of the server does not grow, and sockets, groups, descriptors and connections are given back`, async () => {
  const seed = chosenSeed();
  const port = await inspectorPort();
  await using stage = await LoadStage.open({ database: 'EMBEDDED', settings: { SWITCHYARD_RUNNERS: '1', SWITCHYARD_RUNNER_SLOTS: '4', ...probedSettings(port) } });
  const { verdict, faults, before, after, residentSlope, heapSlope, figures } = await soak(stage, { seed, minutes: MINUTES, lookSeconds: LOOK_SECONDS, inspectorPort: port });
  const rest = { 'descriptors before': before.descriptors, 'descriptors after': after.descriptors, 'groups after': after.groups, 'sockets after': after.sockets };
  reportFault({ fault: 'a soak', seed, figures: { ...figures, 'resident MB/min': residentSlope, 'heap MB/min': heapSlope, ...rest, violations: verdict.violations.length } });
  expect(faults, `seed ${seed}`).toEqual([]);
  expect(heapSlope, `seed ${seed}`).toBeLessThan(MOST_GROWTH.heap);
  expect(residentSlope, `seed ${seed}`).toBeLessThan(MOST_GROWTH.resident);
  expect(figures['resident MB last'], `seed ${seed}`).toBeLessThan(MOST_MEGABYTES);
  expect(isAtRest(after, before), `seed ${seed}: before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`).toBe(true);
  expect(verdict.violations, `seed ${seed}\n${verdict.text}`).toEqual([]);
}, (MINUTES + 8) * 60_000);
