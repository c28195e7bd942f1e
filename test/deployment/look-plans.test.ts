import 'reflect-metadata';
import { expect, test } from 'vitest';
import { graphOutcome } from '../../src/engine/read/graph-outcome.read.ts';
import { deploymentNamed } from '../../src/engine/read/deployment.read.ts';
import { DeploymentGround } from './deployment-ground.ts';

test('a look at a run is never planned for its values alone: that takes longer than the look', async () => {
  await using ground = await DeploymentGround.open();
  await ground.deploy({ name: 'looked-at' });
  const runId = await ground.runOf('looked-at');
  const { id: deploymentId } = (await deploymentNamed(ground.engine, ground.bench.local, 'looked-at'))!;
  for (let n = 0; n < 8; n += 1) expect(await graphOutcome(ground.engine, ground.bench.local, { runId, deploymentId })).toMatchObject({ state: 'PENDING' });
  const plans = await ground.engine.db.query({ name: '', text: `SELECT custom_plans::int AS custom, generic_plans::int AS generic FROM pg_prepared_statements WHERE name = 'graph-outcomes'` }, []);
  expect(plans).toEqual([{ custom: 0, generic: 8 }]);
});
