// A process that ends at the worst moment, in short: a few points of the server and of the runner, and both of them together.
import { afterEach, expect, test } from 'vitest';
import { armPoint } from './tool/armed-point.ts';
import { bothDie } from './tool/both-die.ts';
import { FaultGround, SHORT_LEASE } from './tool/fault-ground.ts';
import { chosenSeed, seededRandom } from './seeded-random.ts';
import { until } from './until.ts';

/** Once the transaction is undone, once it is done and nobody was told; all of them take minutes, this takes seconds. */
const SERVER_POINTS = ['createTask.after-commit', 'claim.before-commit', 'report.after-commit'];
const RUNNER_POINTS = ['runner.started', 'runner.reported'];

let ground: FaultGround | null = null;
afterEach(async () => {
  await ground?.close();
  ground = null;
});

test('server, runner and both end at their worst points and come back: every task completes, each program ran as often as its attempts say', async () => {
  const seed = chosenSeed();
  ground = await FaultGround.open(SHORT_LEASE);
  const { server, serverPoint, runnerPoint } = ground;
  const runner = ground.runner();
  for (const point of SERVER_POINTS) {
    armPoint(serverPoint, { point, passage: 1, signal: 'SIGKILL' });
    const made = ground.task({ seconds: 0.1 });
    await until(`the server has ended at ${point}`, () => server.hasEnded, { withinMs: 60_000 });
    await server.start();
    await made;
  }
  for (const point of RUNNER_POINTS) {
    armPoint(runnerPoint, { point, passage: 1, signal: 'SIGKILL' });
    await ground.task({ seconds: 0.1 });
    await until(`the runner has ended at ${point}`, () => runner.hasEnded, { withinMs: 60_000 });
    runner.start();
  }
  await ground.quiet();
  await runner.stop();
  const { tasks } = await bothDie(ground, { random: seededRandom(seed), rounds: 1 });
  const { violations, effects } = await ground.judge();
  expect(violations, `seed ${seed}`).toEqual([]);
  expect(effects.outcomes['COMPLETED'], `seed ${seed}`).toBe(SERVER_POINTS.length + RUNNER_POINTS.length + tasks);
}, 300_000);
