import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectContent } from '../engine/engine-bench.ts';
import { graphOutcome } from '../../src/engine/read/graph-outcome.read.ts';
import { DATA, DeploymentGround } from './deployment-ground.ts';

let ground: DeploymentGround;
beforeAll(async () => { ground = await DeploymentGround.open(); });
afterAll(async () => { await expectContent(ground.bench); await ground[Symbol.asyncDispose](); });

test('a call makes a run', async () => {
  const deploymentId = await ground.deploy({ name: 'first', isDefault: true });
  const runId = await ground.call(null);
  expect(await ground.specOf(runId)).toMatchObject({ kind: 'graph', deployment: 'first', inputs: [{ type: 'image' }] });
  expect(await graphOutcome(ground.engine, ground.bench.local, { runId, deploymentId })).toMatchObject({ state: 'PENDING' });
  await ground.finish();
  expect(await graphOutcome(ground.engine, ground.bench.local, { runId, deploymentId })).toMatchObject({ state: 'SUCCESS', values: [DATA] });
});
