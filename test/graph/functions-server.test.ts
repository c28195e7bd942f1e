// Functions and models between our own runner and our own server: a document names them, a run goes through them, and its answers are theirs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { deployWorkflow } from '../../src/engine/deployment/deploy-workflow.service.ts';
import { runDeployment } from '../../src/engine/deployment/run-deployment.service.ts';
import { algorithmBook } from '../../src/engine/read/deployment.read.ts';
import { graphOutcome, type GraphOutcome } from '../../src/engine/read/graph-outcome.read.ts';
import { runRunner } from '../../src/runner/run-runner.ts';
import { blobGround } from '../blobs/blob-ground.ts';
import { dispatchWorld, type DispatchWorld } from '../dispatch/dispatch-world.ts';
import { acceptedId } from '../engine/engine-bench.ts';
import { requireTool } from '../ground/optional-tool.ts';
import { logInto, optionsFor } from '../runner/runner-under-test.ts';
import { EXAMPLES } from './function-bench.ts';
import { modelPeer } from './model-peer.ts';

interface House extends AsyncDisposable {
  readonly world: DispatchWorld;
}

const shared: { house?: House } = {};
beforeEach(async () => {
  requireTool('python');
  shared.house ??= await open();
}, 60_000);
afterAll(() => shared.house?.[Symbol.asyncDispose]());

async function open(): Promise<House> {
  const peer = await modelPeer({
    brightest: {
      input: { name: 'x', datatype: 'UINT8', shape: [-1, -1, 1] }, outputs: [{ name: 'y', datatype: 'FP32', shape: [2] }],
      run: ({ data }) => [{ name: 'y', datatype: 'FP32', shape: [2], data: [Math.min(...(data as number[])), Math.max(...(data as number[]))] }],
    },
  });
  const blobs = await blobGround();
  const world = await dispatchWorld({ files: { blobs: blobs.blobs, maxFileBytes: 50_000_000, maxStoreBytes: 500_000_000, retentionDays: 0 } });
  const place = mkdtempSync(path.join(tmpdir(), 'switchyard-graphs-'));
  const now = new AbortController();
  const graph = { files: ['tones.ts', 'spots.py'].map((name) => path.join(EXAMPLES, name)), modelServers: new Map([['peer', peer.url]]), pixels: 20_000_000, parallel: 2 };
  const ended = runRunner({ ...optionsFor(world, place), key: await world.key('runner'), queues: ['graph'], graph, log: logInto([]), signal: now.signal, now: now.signal });
  return {
    world,
    async [Symbol.asyncDispose]() {
      now.abort();
      await ended;
      const errors = world.errorLines();
      await world.close();
      await blobs[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
      rmSync(place, { recursive: true, force: true });
      if (errors.length > 0) throw new Error(`not content: ${errors.join('\n')}`);
    },
  };
}

type Task = readonly [name: string, parameters: { readonly [name: string]: string }, from: readonly [number, number]];

function documentOf(tasks: readonly Task[]): object {
  return {
    metadata: { name: 'trial', description: '', keywords: '' },
    tasks: tasks.map(([name, parameters], i) => ({ task_id: i, task_data: { name, parameters: Object.entries(parameters).map(([key, value]) => ({ name: key, value })) } })),
    connections: tasks.map(([, , [source, output]], i) => ({ source_id: source, source_index: output, target_id: i, target_index: 0 })),
  };
}

async function until<T>(what: string, look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (const end = performance.now() + 20_000; performance.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const seen = await look();
    if (seen) return seen;
  }
  throw new Error(`did not come within 20 s: ${what}`);
}

const TASKS: readonly Task[] = [
  ['tones.posterize', { shades: '2' }, [-1, 0]],
  ['spots.bright', { level: '255', smallest: '2' }, [0, 0]],
  ['oip.peer.classify', { model: 'brightest', labels: 'dark,light', top: '1' }, [1, 0]],
];

test('a picture goes through TypeScript, Python and a model, and each has done what it says', async () => {
  const { world } = shared.house!;
  await until('the algorithms of the runner', async () => (await algorithmBook(world.engine.db)).has('spots.bright'));
  const deploymentId = acceptedId(await deployWorkflow(world.engine, world.context, { name: 'three', document: documentOf(TASKS) }));
  const rows = ['##...', '.#..#', '....#', '#....'];
  const samples = rows.flatMap((row) => [...row].flatMap((dot) => (dot === '#' ? [200, 150, 129] : [127, 20, 60])));
  const png = await sharp(Buffer.from(samples), { raw: { width: 5, height: 4, channels: 3 } }).png().toBuffer();
  const outputs = [{ task_name: 'oip.peer.classify' }, { task_name: 'spots.bright' }];
  const runId = acceptedId(await runDeployment(world.engine, world.context, { deployment: 'three', inputs: [{ image: png.toString('base64') }], outputs }));
  const outcome: GraphOutcome = await until('the end of the run', async () => {
    const seen = await graphOutcome(world.engine, world.context.actor, { runId, deploymentId });
    return seen?.endedAt ? seen : null;
  });
  expect(outcome).toMatchObject({ state: 'SUCCESS' });
  const [classes, mask, spots] = outcome.values!.map(({ body }) => (body as { inline: string }).inline);
  expect(JSON.parse(classes!)).toEqual({ classes: [{ index: 1, label: 'light', score: 255 }] });
  const pixels = await sharp(Buffer.from(mask!, 'base64')).extractChannel(0).raw().toBuffer();
  expect([...pixels]).toEqual(rows.flatMap((row) => [...row].map((dot) => (dot === '#' ? 255 : 0))));
  const { detections } = JSON.parse(spots!) as { detections: { box: object }[] };
  expect(detections.map(({ box }) => box)).toEqual([{ x: 0, y: 0, width: 2, height: 2 }, { x: 4, y: 1, width: 1, height: 2 }]);
  const [output] = await world.engine.db.query<{ n: string }>({ name: '', text: "SELECT count(*) AS n FROM step WHERE method IN ('tones.posterize', 'spots.bright', 'oip.peer.classify') AND state = 'SUCCEEDED'" }, []);
  expect(Number(output!.n)).toBe(3);
});

test('a model server that no runner has is refused when the document is uploaded', async () => {
  const { world } = shared.house!;
  const deploying = deployWorkflow(world.engine, world.context, { name: 'nobody', document: documentOf([['oip.nobody.classify', { model: 'm' }, [-1, 0]]]) });
  await expect(deploying).rejects.toThrow(/oip\.nobody\.classify/);
});
