// The server is told to end during load: what is under way finishes or is handed back, nothing is lost, and a subscriber goes on with the next server.
import { afterEach, expect, test } from 'vitest';
import { drainsUnderLoad } from './tool/drains-under-load.ts';
import { chosenSeed, seededRandom } from './seeded-random.ts';
import { FaultGround } from './tool/fault-ground.ts';
import { reportFault } from './tool/fault-report.ts';

const ROUNDS = 4;
const SLOTS = 4;
/** Well within the time that a draining runner leaves its work by default, 5 s. */
const LONGEST_TASK_SECONDS = 2;
const EXIT_WITHIN_MS = 30_000;

let ground: FaultGround | null = null;
afterEach(async () => {
  await ground?.close();
  ground = null;
});

test(`SIGTERM during load, ${ROUNDS} times: the exit code is 0, what is under way finishes, and a subscriber that was sent away with 1001 misses nothing`, async () => {
  const seed = chosenSeed();
  ground = await FaultGround.open({ SWITCHYARD_RUNNERS: '1', SWITCHYARD_RUNNER_SLOTS: String(SLOTS) });
  const { inFlight, finished, exitCodes, exitMs } = await drainsUnderLoad(ground, { random: seededRandom(seed), rounds: ROUNDS, longestSeconds: LONGEST_TASK_SECONDS, atOnce: SLOTS });
  const closeCodes = [...ground.subscriber.closeCodes];
  const { text, violations, effects } = await ground.judge();
  console.log(text);
  const figures = { rounds: ROUNDS, 'in flight': inFlight, 'finished %': (100 * finished) / inFlight, 'attempts lost': effects.outcomes['LOST'] ?? 0, 'handed back': effects.outcomes['HANDED_BACK'] ?? 0, 'exit max s': Math.max(...exitMs) / 1_000, violations: violations.length };
  reportFault({ fault: 'SIGTERM of the server under load', seed, figures });
  expect({ exitCodes, closeCodes }, `seed ${seed}`).toEqual({ exitCodes: exitCodes.map(() => 0), closeCodes: exitCodes.map(() => 1001) });
  expect(finished, `seed ${seed}`).toBe(inFlight);
  expect(effects.outcomes['LOST'] ?? 0, `seed ${seed}`).toBe(0);
  expect(violations, `seed ${seed}`).toEqual([]);
  expect(Math.max(...exitMs)).toBeLessThan(EXIT_WITHIN_MS);
});
