// Short forms of what many subscribers go through; the long ones are fault tests of the same scenarios.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { deepQueue } from './tool/load/deep-queue.ts';
import { headOf } from './tool/load/load-calls.ts';
import { LoadStage } from './tool/load/load-stage.ts';
import { longHistory } from './tool/load/long-history.ts';
import { reconnectStorm } from './tool/load/reconnect-storm.ts';
import { restartedServer } from './tool/load/restarted-server.ts';

test('forty sockets that are dropped under load see every event once and in order', async () => {
  const seed = chosenSeed();
  await using stage = await LoadStage.open({ database: 'SHARED' });
  const { verdict, figures } = await reconnectStorm(stage, { seed, sockets: 40, stormSeconds: 2, writesPerSecond: 40 });
  expect(verdict.violations, `seed ${seed}\n${verdict.text}`).toEqual([]);
  expect(figures['connections'], `seed ${seed}`).toBeGreaterThanOrEqual(120);
}, 120_000);

test('ten subscribers with different filters have no gap across a stop and a kill of their server', async () => {
  const seed = chosenSeed();
  await using stage = await LoadStage.open({ database: 'SHARED' });
  const { verdict, exitCodes } = await restartedServer(stage, { seed, subscribers: 10, restarts: 2, writesPerSecond: 60 });
  expect(verdict.violations, `seed ${seed}\n${verdict.text}`).toEqual([]);
  expect(exitCodes, `seed ${seed}`).toEqual([0]);
}, 120_000);

test('three hundred items are listed and drained in the order that their moves make, and their whole history is read in both ways', async () => {
  const seed = chosenSeed();
  await using stage = await LoadStage.open({ database: 'SHARED' });
  const start = await headOf(stage.url);
  const queue = await deepQueue(stage, { seed, items: 300, moves: 10 });
  expect(queue.listed.toSorted(), `seed ${seed}`).toEqual(queue.accepted.toSorted());
  expect(queue.drained, `seed ${seed}`).toEqual(queue.listed);
  const { verdict, figures } = await longHistory(stage, start, 2_000);
  expect(verdict.violations, verdict.text).toEqual([]);
  expect(figures['events by pages']).toBeGreaterThanOrEqual(figures['events']!);
}, 120_000);
