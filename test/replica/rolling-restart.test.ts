// Two servers are drained and started again in turn under load: nobody loses anything, and clients meet nothing but clean refusals.
import { afterEach, expect, test } from 'vitest';
import { type ReplicaGround, replicaGround } from './replica-ground.ts';
import { type ReplicaRunner, replicaRunner } from './replica-runner.ts';
import { CLIENTS, RollingLoad } from './rolling-load.ts';

const TASKS_BETWEEN = 8;

let ground: ReplicaGround | null = null;
let runner: ReplicaRunner | null = null;
let load: RollingLoad | null = null;
afterEach(async () => {
  await load?.abandon();
  await runner?.end();
  await ground?.[Symbol.asyncDispose]();
});

test('a rolling restart of two servers loses nothing, doubles nothing and reorders nothing, and every command has one effect', async () => {
  ground = await replicaGround(2, { SWITCHYARD_LOG_LEVEL: 'silent' });
  const urls = ground.servers.map(({ url }) => url);
  runner = replicaRunner(ground, urls);
  load = await RollingLoad.start(urls);
  await load.goOn(TASKS_BETWEEN);
  for (const i of [0, 1]) {
    await ground.restart(i);
    await load.goOn(TASKS_BETWEEN);
  }
  const { troubles, accepted, connections, closeCodes } = await load.judged(urls[0]!, ground.servers[0]!.database);
  load = null;
  console.log(`${accepted} tasks; tries without an answer: ${JSON.stringify(troubles)}; ${connections} connections of the subscriber, closed with ${closeCodes}`);
  expect(accepted).toBeGreaterThanOrEqual(TASKS_BETWEEN * 3);
  expect(troubles.cut, 'cut as their connections were closed').toBeLessThanOrEqual(2 * CLIENTS);
}, 90_000);
