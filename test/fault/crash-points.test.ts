// A process that ends at the worst moment, in short: a few points of the server and of the runner, one crash at each.
import { afterEach, expect, test } from 'vitest';
import { until } from './until.ts';
import { armPoint, isArmed } from './tool/armed-point.ts';
import { FaultGround, SHORT_LEASE } from './tool/fault-ground.ts';

let ground: FaultGround | null = null;
afterEach(async () => {
  await ground?.close();
  ground = null;
});

const SERVER_POINTS = ['createTask.before-commit', 'createTask.after-commit', 'claim.before-commit', 'claim.after-commit', 'report.before-commit', 'report.after-commit'];

test('the server ends at each of its worst points and comes back: every task ends, each program ran as often as its attempts say', async () => {
  ground = await FaultGround.open(SHORT_LEASE);
  const { server, serverPoint } = ground;
  ground.runner();
  for (const point of SERVER_POINTS) {
    armPoint(serverPoint, { point, passage: 1, signal: 'SIGKILL' });
    const made = ground.task({ seconds: 0.1 });
    await until(`the server has ended at ${point}`, () => server.hasEnded, { withinMs: 15_000 });
    expect(isArmed(serverPoint)).toBe(false);
    await server.start();
    await made;
  }
  await ground.quiet(30_000);
  const { violations, effects } = await ground.judge();
  expect(violations).toEqual([]);
  expect(effects.outcomes['COMPLETED']).toBe(SERVER_POINTS.length);
  expect(effects.ends).toBe(SERVER_POINTS.length);
}, 90_000);
