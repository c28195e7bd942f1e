// Short forms: commands that are sent more than once, and claims that race.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { backOffOrders } from './tool/load/back-off-orders.ts';
import { duplicateClaims } from './tool/load/duplicate-claims.ts';
import { duplicateRequests } from './tool/load/duplicate-requests.ts';
import { LoadStage } from './tool/load/load-stage.ts';

test('a command that is sent ten times at once to two servers, or again after its answer was lost, has one effect; a task that eight claimers want goes to one', async () => {
  const seed = chosenSeed();
  await using stage = await LoadStage.open({ database: 'SHARED', servers: 2 });
  const requests = await duplicateRequests(stage, { seed, rounds: 2, copies: 10 });
  expect(requests.differing, `seed ${seed}`).toEqual([]);
  expect(requests.effects, `seed ${seed}`).toEqual(requests.expected);
  const claims = await duplicateClaims(stage, { claimers: 8, tasks: 100, max: 3 });
  expect(claims.taken.toSorted()).toEqual(claims.accepted.toSorted());
  expect(claims.verdict.violations, claims.verdict.text).toEqual([]);
}, 120_000);

test('twenty tasks that are stopped while they wait for their next attempt never start again', async () => {
  const seed = chosenSeed();
  await using stage = await LoadStage.open({ database: 'SHARED' });
  const { verdict, ghosts, misplaced, retriesRefused } = await backOffOrders(stage, { seed, tasks: 20, backOffSeconds: 0.8 });
  expect({ ghosts, misplaced, retriesRefused }, `seed ${seed}`).toEqual({ ghosts: [], misplaced: [], retriesRefused: 20 });
  expect(verdict.violations, `seed ${seed}\n${verdict.text}`).toEqual([]);
}, 120_000);
