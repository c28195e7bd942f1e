// Nothing that was stopped while it waited for its next attempt starts again: no ghost runs.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';
import { backOffOrders } from './tool/load/back-off-orders.ts';
import { LoadStage } from './tool/load/load-stage.ts';

const TASKS = 200;
const BACK_OFF_SECONDS = 2;

test(`${TASKS} tasks are aborted, killed, taken out, superseded or lose their run while they wait for their next attempt, or in the moment it begins: none of them starts again`, async () => {
  const seed = chosenSeed();
  await using stage = await LoadStage.open({ database: 'EMBEDDED' });
  const { verdict, ghosts, misplaced, retriesRefused, figures } = await backOffOrders(stage, { seed, tasks: TASKS, backOffSeconds: BACK_OFF_SECONDS });
  reportFault({ fault: 'orders during the back-off', seed, figures: { ...figures, 'retries refused meanwhile': retriesRefused, violations: verdict.violations.length } });
  expect(ghosts, `seed ${seed}`).toEqual([]);
  expect(misplaced, `seed ${seed}`).toEqual([]);
  expect(retriesRefused, `seed ${seed}`).toBe(TASKS);
  expect(figures['orders given while they waited'], `seed ${seed}`).toBeGreaterThan(TASKS / 2);
  expect(verdict.violations, `seed ${seed}\n${verdict.text}`).toEqual([]);
}, 300_000);
