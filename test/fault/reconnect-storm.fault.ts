// Five hundred sockets are dropped and come back, again and again, while much is written: nobody misses, repeats or reorders an event.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';
import { LoadStage } from './tool/load/load-stage.ts';
import { reconnectStorm } from './tool/load/reconnect-storm.ts';

const SOCKETS = 500;
const STORM_SECONDS = 40;
const WRITES_PER_SECOND = 60;
/** Of the server, with five hundred sockets that all read the log again at once. */
const MOST_MEGABYTES = 700;

test(`${SOCKETS} sockets are dropped at once and then at random for ${STORM_SECONDS} s under load: each sees every event once and in order, and the server stays small`, async () => {
  const seed = chosenSeed();
  await using stage = await LoadStage.open({ database: 'EMBEDDED' });
  const { verdict, figures } = await reconnectStorm(stage, { seed, sockets: SOCKETS, stormSeconds: STORM_SECONDS, writesPerSecond: WRITES_PER_SECOND });
  reportFault({ fault: `${SOCKETS} sockets dropped and resumed under load`, seed, figures: { ...figures, violations: verdict.violations.length } });
  expect(verdict.violations, `seed ${seed}\n${verdict.text}`).toEqual([]);
  expect(figures['connections'], `seed ${seed}`).toBeGreaterThanOrEqual(3 * SOCKETS);
  expect(figures['server at most MB'], `seed ${seed}`).toBeLessThan(MOST_MEGABYTES);
}, 300_000);
