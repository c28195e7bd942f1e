// A subscription outlives its server: fifty subscribers see every event of theirs once, whether the server was stopped or killed.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';
import { LoadStage } from './tool/load/load-stage.ts';
import { restartedServer } from './tool/load/restarted-server.ts';

const SUBSCRIBERS = 50;
const RESTARTS = 10;

test(`the server is stopped and killed in turn, ${RESTARTS} times under load: each of ${SUBSCRIBERS} subscribers with nine filters has a gap of 0`, async () => {
  const seed = chosenSeed();
  await using stage = await LoadStage.open({ database: 'EMBEDDED' });
  const { verdict, exitCodes, figures } = await restartedServer(stage, { seed, subscribers: SUBSCRIBERS, restarts: RESTARTS, writesPerSecond: 80 });
  reportFault({ fault: `${SUBSCRIBERS} subscriptions across ${RESTARTS} restarts`, seed, figures: { ...figures, violations: verdict.violations.length } });
  expect(verdict.violations, `seed ${seed}\n${verdict.text}`).toEqual([]);
  expect(exitCodes, `seed ${seed}\n${stage.server.logTail()}`).toEqual(Array.from({ length: RESTARTS / 2 }, () => 0));
  expect(figures['connections'], `seed ${seed}`).toBeGreaterThanOrEqual(SUBSCRIBERS * (RESTARTS + 1));
}, 300_000);
