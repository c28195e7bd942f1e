// Graphs between our own runner and our own server: a deployment is called, real pictures go through real algorithms, and the outcome is on record.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deployWorkflow } from '../../src/engine/deployment/deploy-workflow.service.ts';
import { runDeployment } from '../../src/engine/deployment/run-deployment.service.ts';
import { abortTask } from '../../src/engine/task/end-task.service.ts';
import { graphOutcome, type GraphOutcome } from '../../src/engine/read/graph-outcome.read.ts';
import { openFile } from '../../src/engine/file/readable-file.ts';
import { graphFile } from '../../src/engine/read/graph-file.read.ts';
import { runRunner } from '../../src/runner/run-runner.ts';
import { blobGround, gathered, type BlobGround } from '../blobs/blob-ground.ts';
import { dispatchWorld, type DispatchWorld } from '../dispatch/dispatch-world.ts';
import { acceptedId } from '../engine/engine-bench.ts';
import { oracle } from '../oracle/oracle.ts';
import { logInto, optionsFor } from '../runner/runner-under-test.ts';

let world: DispatchWorld;
let blobs: BlobGround;
let place: string;
let endRunner: () => Promise<unknown>;

beforeAll(async () => {
  blobs = await blobGround();
  world = await dispatchWorld({ files: { blobs: blobs.blobs, maxFileBytes: 50_000_000, maxStoreBytes: 500_000_000, retentionDays: 0 } });
  place = mkdtempSync(path.join(tmpdir(), 'switchyard-graphs-'));
  const now = new AbortController();
  const graph = { files: [], modelServers: new Map(), pixels: 20_000_000, parallel: 2 };
  const ended = runRunner({ ...optionsFor(world, place), key: await world.key('runner'), queues: ['graph'], graph, log: logInto([]), signal: now.signal, now: now.signal });
  endRunner = () => (now.abort(), ended);
}, 30_000);

afterAll(async () => {
  await endRunner();
  const report = await oracle({ db: world.engine.db });
  const errors = world.errorLines();
  await world.close();
  await blobs[Symbol.asyncDispose]();
  rmSync(place, { recursive: true, force: true });
  if (!report.content || errors.length > 0) throw new Error(`not content: ${JSON.stringify({ report, errors }, null, 1)}`);
});

/** A chain of algorithms with their parameters. */
async function deploy(name: string, ...chain: readonly (readonly [string, Record<string, string>])[]): Promise<string> {
  const tasks = chain.map(([algorithm, parameters], i) => ({ task_id: i, task_data: { name: algorithm, parameters: Object.entries(parameters).map(([key, value]) => ({ name: key, value })) } }));
  const connections = chain.map((_, i) => ({ source_id: i - 1, source_index: 0, target_id: i, target_index: 0 }));
  return acceptedId(await deployWorkflow(world.engine, world.context, { name, document: { metadata: { name, description: '', keywords: '' }, tasks, connections } }));
}

async function outcomeOf(deploymentId: string, runId: string): Promise<GraphOutcome> {
  for (const end = performance.now() + 20_000; performance.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const outcome = await graphOutcome(world.engine, world.context.actor, { runId, deploymentId });
    if (outcome?.endedAt) return outcome;
  }
  throw new Error(`run ${runId} did not end within 20 s`);
}

function sql<Row extends object>(text: string, values: unknown[] = []): Promise<readonly Row[]> {
  return world.engine.db.query<Row>({ name: '', text }, values);
}

/** White squares on black. */
async function squares(side: number, count: number): Promise<Buffer> {
  const data = Buffer.alloc(side * side);
  const pitch = Math.floor(side / count);
  for (let y = 0; y < side; y += 1) for (let x = 0; x < count * pitch; x += 1) if (x % pitch < pitch / 2 && y % side < pitch / 2) data[y * side + x] = 255;
  return sharp(data, { raw: { width: side, height: side, channels: 1 } }).png({ compressionLevel: 0 }).toBuffer();
}

test('a picture too large for its row goes through a chain of algorithms, and every answer is kept, told and counted once', async () => {
  const deploymentId = await deploy('count', ['sy_grayscale', {}], ['sy_threshold', { value: '99' }], ['sy_components', { label: 'square' }]);
  const picture = await squares(600, 6);
  const outputs = [{ task_name: 'sy_components', output_index: 1 }, { task_name: 'sy_threshold' }, { task_name: 'sy_grayscale', save_temporary: true }];
  const runId = acceptedId(await runDeployment(world.engine, world.context, { deployment: 'count', inputs: [{ image: picture.toString('base64') }], outputs, parameters: [{ task_name: 'sy_threshold', parameters: { value: '127' } }] }));
  const outcome = await outcomeOf(deploymentId, runId);
  expect(outcome).toMatchObject({ state: 'SUCCESS' });
  const [objects, binary, grey] = outcome.values!;
  const { detections } = JSON.parse((objects!.body as { inline: string }).inline) as { detections: { label: string; box: object }[] };
  expect(detections.map(({ box }) => box)).toEqual(Array.from({ length: 6 }, (_, i) => ({ x: i * 100, y: 0, width: 50, height: 50 })));
  expect(binary).toMatchObject({ type: 'image', image: { contentType: 'image/png', width: 600, height: 600 } });
  expect(grey).toMatchObject({ isTemporary: true, body: { file: expect.any(String) as string } });
  const file = await graphFile(world.engine, world.context.actor, (grey!.body as { file: string }).file);
  await using blob = await openFile(world.engine, file);
  const bytes = await gathered(blob.bytes(0, blob.size - 1));
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 600, height: 600 });
  const phases = await sql('SELECT section, index, state FROM phase WHERE task_id = $1 ORDER BY index', [outcome.taskId]);
  expect(phases).toEqual([0, 1, 2].map((index) => ({ section: 'node', index, state: 'SUCCEEDED' })));
  const steps = await sql('SELECT path, kind, method, state, args, output FROM step WHERE task_id = $1 ORDER BY ord', [outcome.taskId]);
  expect(steps).toMatchObject([{ method: 'sy_grayscale' }, { method: 'sy_threshold', args: { value: 127 }, output: { outputs: ['binary image 600x600x1'] } }, { method: 'sy_components', state: 'SUCCEEDED' }]);
});

test('what fails, is stopped or is not a picture has its state and its message', async () => {
  const slow = await deploy('slow', ['sy_blur', { method: 'median', radius: '49' }], ['sy_blur', { method: 'median', radius: '49' }]);
  const picture = (await squares(1_500, 30)).toString('base64');
  const call = async (image: string): Promise<string> => acceptedId(await runDeployment(world.engine, world.context, { deployment: 'slow', inputs: [{ image }] }));
  const broken = await outcomeOf(slow, await call(Buffer.from('not a picture').toString('base64')));
  expect(broken).toMatchObject({ state: 'FAILURE', message: expect.stringMatching(/input 0: the bytes are no picture/) as string });
  const runId = await call(picture);
  const task = async (): Promise<{ id: string; status: string; phases: number }> => (await sql<never>(`SELECT id, status, (SELECT count(*)::int FROM phase WHERE task_id = task.id AND state = 'RUNNING') AS phases FROM task WHERE run_id = $1`, [runId]))[0]!;
  for (const end = performance.now() + 20_000; (await task()).phases === 0; ) if (performance.now() > end) throw new Error(`nothing is told of the nodes: ${JSON.stringify(await task())}`);
  await abortTask(world.engine, world.context, { taskId: (await task()).id });
  expect(await outcomeOf(slow, runId)).toMatchObject({ state: 'FAILURE' });
  expect(await task()).toMatchObject({ phases: 0 });
});
