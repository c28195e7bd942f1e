// Everything is asked for more than once: commands whose answer was lost, and work that twenty runners want at the same time.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';
import { duplicateClaims } from './tool/load/duplicate-claims.ts';
import { duplicateRequests } from './tool/load/duplicate-requests.ts';
import { LoadStage } from './tool/load/load-stage.ts';

const ROUNDS = 20;
const COPIES = 10;
const CLAIMERS = 20;
const TASKS = 1_000;

test(`nine mutations, each sent ${COPIES} times at once to two servers and again after a lost answer: one effect, the same outcome and ids for everybody`, async () => {
  const seed = chosenSeed();
  await using stage = await LoadStage.open({ database: 'EMBEDDED', servers: 2 });
  const { verdict, differing, effects, expected, figures } = await duplicateRequests(stage, { seed, rounds: ROUNDS, copies: COPIES });
  reportFault({ fault: 'duplicate requests at two servers', seed, figures: { ...figures, violations: verdict.violations.length } });
  expect(differing, `seed ${seed}`).toEqual([]);
  expect(effects, `seed ${seed}`).toEqual(expected);
  expect(figures['answers lost'], `seed ${seed}`).toBeGreaterThan(ROUNDS);
  expect(verdict.violations, `seed ${seed}\n${verdict.text}`).toEqual([]);
}, 300_000);

test.for([1, 10])(`${CLAIMERS} claimers at two servers, ${TASKS} tasks, %i a claim: none is handed out twice, none is lost`, { timeout: 300_000 }, async (max) => {
  await using stage = await LoadStage.open({ database: 'EMBEDDED', servers: 2 });
  const { verdict, taken, accepted, attempts, figures } = await duplicateClaims(stage, { claimers: CLAIMERS, tasks: TASKS, max });
  reportFault({ fault: `duplicate claims at two servers, ${max} a claim`, seed: null, figures: { ...figures, violations: verdict.violations.length } });
  expect(taken.toSorted()).toEqual(accepted.toSorted());
  expect(attempts).toBe(TASKS);
  expect(verdict.violations, verdict.text).toEqual([]);
});
