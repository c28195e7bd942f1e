// kill -9 of a runner in the midst of graphs: each run comes to its end on the next runner, once, and the log agrees with the rows.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { deployWorkflow } from '../../src/engine/deployment/deploy-workflow.service.ts';
import { runDeployment } from '../../src/engine/deployment/run-deployment.service.ts';
import { startMaintenance } from '../../src/engine/maintenance.ts';
import { graphOutcome } from '../../src/engine/read/graph-outcome.read.ts';
import { blobGround } from '../blobs/blob-ground.ts';
import { dispatchWorld } from '../dispatch/dispatch-world.ts';
import { acceptedId } from '../engine/engine-bench.ts';
import { hostsIn } from '../graph/graph-trial.ts';
import { oracle } from '../oracle/oracle.ts';
import { until } from './until.ts';

const FIXTURE = path.join(import.meta.dirname, '..', 'graph', 'graph-runner.fixture.ts');
const RUNS = 100;
const LEASE = { leaseSeconds: 8, beatSeconds: 1 };

/** Two slow nodes that run beside each other, and a third that takes what one of them gives. */
const DOCUMENT = {
  metadata: { name: 'slow', description: '', keywords: '' },
  tasks: ['sy_blur', 'sy_blur', 'sy_statistics'].map((name, i) => ({ task_id: i, task_data: { name, parameters: name === 'sy_blur' ? [{ name: 'method', value: 'median' }, { name: 'radius', value: '9' }] : [] } })),
  connections: [[-1, 0], [-1, 1], [1, 2]].map(([source, target]) => ({ source_id: source, source_index: 0, target_id: target, target_index: 0 })),
};

test('runs of graphs under a runner that is killed twice all end once and well, with no process left behind', async () => {
  await using blobs = await blobGround();
  const world = await dispatchWorld({ ...LEASE, files: { blobs: blobs.blobs, maxFileBytes: 50_000_000, maxStoreBytes: 500_000_000, retentionDays: 0 } });
  const maintenance = startMaintenance(world.engine, { log: (message, error) => console.error(message, error) });
  const place = mkdtempSync(path.join(tmpdir(), 'switchyard-graphs-'));
  const key = await world.key('runner');
  const runners: ChildProcess[] = [];
  const start = (): ChildProcess => {
    const runner = spawn(process.execPath, [FIXTURE, world.url, place, key, `killed-${runners.length}`], { stdio: ['ignore', 'ignore', 'inherit'] });
    runners.push(runner);
    return runner;
  };
  const count = async (text: string): Promise<number> => (await world.engine.db.query<{ n: number }>({ name: '', text: `SELECT count(*)::int AS n FROM ${text}` }, []))[0]!.n;
  try {
    const deploymentId = acceptedId(await deployWorkflow(world.engine, world.context, { name: 'slow', document: DOCUMENT }));
    const image = (await sharp({ create: { width: 900, height: 700, channels: 3, background: 'olive', noise: { type: 'gaussian', mean: 128, sigma: 30 } } }).jpeg().toBuffer()).toString('base64');
    const runIds: string[] = [];
    for (let i = 0; i < RUNS; i += 1) runIds.push(acceptedId(await runDeployment(world.engine, world.context, { deployment: 'slow', inputs: [{ image }] })));
    for (let kill = 0; kill < 2; kill += 1) {
      const runner = start();
      await until('two nodes of one run at work', async () => (await count(`(SELECT task_id FROM phase WHERE section = 'node' AND state = 'RUNNING' GROUP BY task_id HAVING count(*) = 2) AS x`)) > 0, { withinMs: 60_000 });
      runner.kill('SIGKILL');
      await until('the end of its processes', async () => hostsIn(place).length === 0, { withinMs: 30_000 });
    }
    start();
    await until('the end of all runs', async () => (await count(`run WHERE status NOT IN ('SUCCEEDED', 'FAILED', 'STOPPED')`)) === 0, { withinMs: 120_000 });
    const ends = await world.engine.db.query<{ outcome: string; message: string; n: number }>({ name: '', text: 'SELECT outcome, message, count(*)::int AS n FROM attempt GROUP BY 1, 2' }, []);
    expect(ends.filter(({ outcome }) => outcome !== 'COMPLETED' && outcome !== 'LOST')).toEqual([]);
    for (const runId of runIds) expect(await graphOutcome(world.engine, world.context.actor, { runId, deploymentId })).toMatchObject({ state: 'SUCCESS', values: [{ type: 'DATA_DICT' }] });
    expect(await count(`attempt WHERE outcome = 'LOST'`), 'attempts lost').toBeGreaterThanOrEqual(2);
    expect(await count(`phase WHERE state <> 'SUCCEEDED'`)).toBe(0);
    runners.at(-1)!.kill('SIGTERM');
    await until('its drain', async () => runners.at(-1)!.exitCode === 0, { withinMs: 30_000 });
    const report = await oracle({ db: world.engine.db });
    expect(report.checks.flatMap(({ violations }) => violations)).toEqual([]);
  } finally {
    for (const runner of runners) runner.kill('SIGKILL');
    await maintenance.stop();
    await world.close();
    rmSync(place, { recursive: true, force: true });
  }
}, 240_000);
