// kill -9 of a runner in the midst of a hundred graphs: each run comes to its end, once and in its turn, memory stays flat, and the log agrees with the rows.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { deployWorkflow } from '../../src/engine/deployment/deploy-workflow.service.ts';
import { runDeployment } from '../../src/engine/deployment/run-deployment.service.ts';
import { startMaintenance } from '../../src/engine/maintenance.ts';
import { graphOutcome } from '../../src/engine/read/graph-outcome.read.ts';
import { residentBytes } from '../../src/runner/graph/host/resident-memory.ts';
import { blobGround } from '../blobs/blob-ground.ts';
import { dispatchWorld } from '../dispatch/dispatch-world.ts';
import { acceptedId } from '../engine/engine-bench.ts';
import { hostsIn } from '../graph/graph-trial.ts';
import { oracle } from '../oracle/oracle.ts';
import { until } from './until.ts';

const FIXTURE = path.join(import.meta.dirname, '..', 'graph', 'graph-runner.fixture.ts');
const RUNS = 100;
/** Every so many runs one takes half a second: long enough for being killed at. */
const SLOW_EVERY = 20;
/** Runs after which memory is looked at for the first time: all four slots have been at work for a while. */
const WARM_RUNS = 60;
/** Bytes that the runner and its four processes may have grown by over the last 40 runs: half of what one kept picture a run would come to. */
const MAX_GROWN = 96 * 2 ** 20;
/** Runs that have ended when a runner is killed. */
const KILLED_AFTER = [10, 30] as const;
const LEASE = { leaseSeconds: 8, beatSeconds: 1 };

/** Two nodes that run beside each other, and a third that takes what one of them gives. */
const DOCUMENT = {
  metadata: { name: 'slow', description: '', keywords: '' },
  tasks: ['sy_blur', 'sy_blur', 'sy_statistics'].map((name, i) => ({ task_id: i, task_data: { name, parameters: name === 'sy_blur' ? [{ name: 'method', value: 'box' }] : [] } })),
  connections: [[-1, 0], [-1, 1], [1, 2]].map(([source, target]) => ({ source_id: source, source_index: 0, target_id: target, target_index: 0 })),
};

/** Runs of which that runner is at both of the nodes that can run beside each other; those of a killed one stay as they were until its lease is over. */
const bothAtWork = (runner: string): string => `(SELECT phase.task_id FROM phase JOIN attempt ON attempt.task_id = phase.task_id AND attempt.ended_at IS NULL JOIN runner ON runner.id = attempt.runner_id
  WHERE runner.name = '${runner}' AND phase.section = 'node' AND phase.state = 'RUNNING' GROUP BY phase.task_id HAVING count(*) = 2) AS busy`;

/** Base64 of a JPEG of 900 x 700 pixels with noise of that strength. */
async function picture(sigma: number): Promise<string> {
  const noise = sigma === 0 ? {} : { noise: { type: 'gaussian' as const, mean: 128, sigma } };
  return (await sharp({ create: { width: 900, height: 700, channels: 3, background: 'olive', ...noise } }).jpeg().toBuffer()).toString('base64');
}

test('a hundred runs under a runner that is killed twice all end once and well, begun in the order in which they were queued, in memory that stays flat and with no process left behind', async () => {
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
  const over = (): Promise<number> => count(`run WHERE status IN ('SUCCEEDED', 'FAILED', 'STOPPED')`);
  try {
    const deploymentId = acceptedId(await deployWorkflow(world.engine, world.context, { name: 'slow', document: DOCUMENT }));
    // The noisy one has to be a file; the plain one travels with its run.
    const [noisy, plain] = await Promise.all([30, 0].map((sigma) => picture(sigma)));
    const runIds: string[] = [];
    for (let i = 0; i < RUNS; i += 1) {
      const isSlow = i % SLOW_EVERY === SLOW_EVERY - 1;
      const parameters = isSlow ? [0, 1].map((task) => ({ task_name: 'sy_blur', task_index: task, parameters: { method: 'median', radius: 9 } })) : [];
      runIds.push(acceptedId(await runDeployment(world.engine, world.context, { deployment: 'slow', inputs: [{ image: isSlow ? noisy : plain }], parameters })));
    }
    for (const [kill, runs] of KILLED_AFTER.entries()) {
      const runner = start();
      await until('the end of some runs', async () => (await over()) >= runs, { withinMs: 60_000 });
      await until('two nodes of one run at work', async () => (await count(bothAtWork(`killed-${kill}`))) > 0, { withinMs: 60_000 });
      runner.kill('SIGKILL');
      await until('the end of its processes', async () => hostsIn(place).length === 0, { withinMs: 30_000 });
    }
    const last = start();
    const memory = (): number => [last.pid!, ...hostsIn(place)].reduce((sum, pid) => sum + (residentBytes(pid) ?? 0), 0);
    await until('the end of most runs', async () => (await over()) >= WARM_RUNS, { withinMs: 120_000 });
    const before = memory();
    await until('the end of all runs', async () => (await over()) === RUNS, { withinMs: 120_000 });
    expect(memory() - before, 'bytes grown').toBeLessThan(MAX_GROWN);
    const begun = await world.engine.db.query<{ runId: string }>({ name: '', text: 'SELECT task.run_id AS "runId" FROM attempt JOIN task ON task.id = task_id WHERE attempt.no = 1 ORDER BY attempt.claimed_at, attempt.id' }, []);
    expect(begun.map(({ runId }) => runIds.indexOf(runId))).toEqual([...runIds.keys()]);
    const ends = await world.engine.db.query<{ outcome: string; message: string; n: number }>({ name: '', text: 'SELECT outcome, message, count(*)::int AS n FROM attempt GROUP BY 1, 2' }, []);
    expect(ends.filter(({ outcome }) => outcome !== 'COMPLETED' && outcome !== 'LOST')).toEqual([]);
    for (const runId of runIds) expect(await graphOutcome(world.engine, world.context.actor, { runId, deploymentId })).toMatchObject({ state: 'SUCCESS', values: [{ type: 'DATA_DICT' }] });
    expect(await count(`attempt WHERE outcome = 'LOST'`), 'attempts lost').toBeGreaterThanOrEqual(2);
    expect(await count(`phase WHERE state <> 'SUCCEEDED'`)).toBe(0);
    runners.at(-1)!.kill('SIGTERM');
    await until('its drain', async () => runners.at(-1)!.exitCode === 0, { withinMs: 30_000 });
    expect([hostsIn(place), readdirSync(path.join(place, 'attempts'))], 'processes and directories').toEqual([[], []]);
    const report = await oracle({ db: world.engine.db });
    expect(report.checks.flatMap(({ violations }) => violations)).toEqual([]);
  } finally {
    for (const runner of runners) runner.kill('SIGKILL');
    await maintenance.stop();
    await world.close();
    rmSync(place, { recursive: true, force: true });
  }
}, 240_000);
