// Deployments through GraphQL on a whole server with a runner of its own: deployed by the command line, called with a picture, watched, and answered.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { environmentForChildren } from '../../src/config.ts';
import { THUMBNAIL } from '../../src/domain/graph/graph-value.ts';
import { ownCommand } from '../../src/server/program.ts';
import { SCENE, scenePixels, scenePng } from '../graph/graph-picture.ts';
import { LiveClient } from '../live/live-client.ts';
import { ownServer, type OwnServer } from './own-server.ts';

let own: OwnServer;
let picture: Buffer;

/** Inverts, keeps what is bright then, and counts it. */
const DOCUMENT = {
  metadata: { name: 'Dark squares', description: 'Counts them.', keywords: '' },
  tasks: ['sy_invert', 'sy_threshold', 'sy_components'].map((name, i) => ({ task_id: i, task_data: { name, parameters: name === 'sy_components' ? [{ name: 'min_area', value: '100' }] : [] } })),
  connections: [
    { source_id: -1, source_index: 0, target_id: 0, target_index: 0 }, { source_id: 0, source_index: 0, target_id: 1, target_index: 0 }, { source_id: 1, source_index: 0, target_id: 2, target_index: 0 },
  ],
};

beforeAll(async () => {
  [own, picture] = await Promise.all([ownServer({ SWITCHYARD_RUNNERS: '1' }), scenePng()]);
});
afterAll(() => own.close());

// oxlint-disable-next-line typescript/no-explicit-any -- the selection stands in a text that the compiler does not read
type Shown = any;

async function ask(query: string, variables: object = {}): Promise<Shown> {
  const response = await fetch(`${own.server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) });
  const { data, errors } = (await response.json()) as { data: Shown; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

/** Runs a deployment with a picture as an upload. */
async function call(bytes: Buffer, input: object): Promise<Shown> {
  const query = 'mutation ($input: RunDeploymentInput!) { runDeployment(input: $input) { outcome eventCursor run { id } userErrors { code message path } } }';
  const form = new FormData();
  form.set('operations', JSON.stringify({ query, variables: { input: { inputs: [{ file: null }], ...input } } }));
  form.set('map', JSON.stringify({ 0: ['variables.input.inputs.0.file'] }));
  form.set('0', new Blob([bytes as BlobPart], { type: 'image/png' }), 'scene.png');
  const response = await fetch(`${own.server.url}/graphql`, { method: 'POST', headers: { 'apollo-require-preflight': '1' }, body: form });
  const { data, errors } = (await response.json()) as { data: Shown; errors?: unknown };
  expect(errors).toBeUndefined();
  return data.runDeployment;
}

/** `switchyard deploy` as a process. */
function deploy(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [program = '', ...first] = ownCommand();
  return new Promise((resolve) => {
    execFile(program, [...first, 'deploy', ...args], { env: { ...environmentForChildren(), DATA_DIR: own.dataDir }, timeout: 60_000 }, (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err }));
  });
}

function fileOf(document: object): string {
  const file = path.join(own.dataDir, 'workflow.json');
  writeFileSync(file, JSON.stringify(document));
  return file;
}

const inputFiles = async (): Promise<number> => (await ask('{ files(filter: { store: { eq: IKOMIA } }) { totalCount } }')).files.totalCount;

describe('switchyard deploy', () => {
  test('deploys a file under the name in it, says where it is served, and says of the same again that it is so already', async () => {
    const first = await deploy(fileOf(DOCUMENT));
    expect(first).toEqual({ code: 0, out: `dark-squares now serves version 1: ${own.server.url}/deployments/dark-squares/\n`, err: '' });
    expect((await deploy(fileOf(DOCUMENT), '--server', `${own.server.url}/`)).out).toContain('dark-squares serves version 1 already');
  });

  test('prints every fault of a document on a line of its own, with its place, and ends with 1', async () => {
    const broken = { ...DOCUMENT, tasks: [DOCUMENT.tasks[0], { task_id: 1, task_data: { name: 'no_such', parameters: [] } }, { task_id: 2, task_data: { name: 'sy_components', parameters: [{ name: 'min_area', value: 'many' }] } }] };
    const { code, out, err } = await deploy(fileOf(broken), '--name', 'broken');
    expect([code, out]).toEqual([1, '']);
    const lines = err.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(2);
    expect(lines.filter((line) => line.includes('no_such'))).not.toEqual([]);
    expect(lines.filter((line) => line.includes('min_area'))).not.toEqual([]);
    expect((await ask('{ deployment(name: "broken") { id } }')).deployment).toBe(null);
  });

  test.each([
    ['no file', [], 2, /say which file/],
    ['a file that is not there', ['/no/such/file.json'], 2, /cannot be read/],
    ['a server that is not there', ['package.json', '--server', 'http://127.0.0.1:1'], 1, /cannot be reached/],
    ['a project that is not there', ['package.json', '--project', '/nowhere'], 1, /no such project/],
    ['a file that is no workflow document', ['package.json', '--name', 'x'], 1, /package\.json: /],
  ])('tells of %s what to do', async (_, args, code, message) => {
    const told = await deploy(...args);
    expect([told.code, told.out]).toEqual([code, '']);
    expect(told.err).toMatch(message);
  });
});

const RESULT = `query ($id: ID!) { run(id: $id) { status deployment { name } result { storedAt expiresAt expiredAt values { __typename
  ... on StoredValue { type size url fileId } ... on ImageValue { contentType width height thumbnail isTemporary }
  ... on DetectionsValue { detections { number label confidence box { x y width height } color { r g b a } } referenceImageIndex } } }
  tasks(first: 1) { nodes { id spec { ... on GraphSpec { deployment limits { timeoutSeconds memoryMib } resultTtlSeconds inputs { __typename ... on StoredValue { size url } } overrides { node algorithm values } outputs { node algorithm output saveTemporary } } }
    phases(first: 5) { nodes { section index state algorithm steps(first: 2) { nodes { method state } } } } } } } }`;

const CALL = { deployment: 'dark-squares', outputs: [{ taskName: 'sy_invert' }, { taskName: 'sy_components', outputIndex: 1 }], parameters: [{ taskName: 'sy_threshold', parameters: { value: 150 } }], requestId: 'the first' };

describe('a call with a picture', () => {
  let runId: string;

  test('makes a run whose nodes are seen live by the names of their algorithms, each once running and once done', async () => {
    const live = await LiveClient.open(own.server.url.replace('http', 'ws') + '/graphql');
    const payload = await call(picture, CALL);
    expect(payload).toEqual({ outcome: 'ACCEPTED', eventCursor: expect.any(String), run: { id: expect.any(String) }, userErrors: [] });
    runId = payload.run.id;
    live.subscribe('1', 'subscription ($runId: ID!, $after: String) { phaseChanges(runId: $runId, after: $after) { change { ... on TaskPhaseChange { section index state algorithm phase { algorithm } } } } }', { runId, after: payload.eventCursor });
    await live.until(() => changes(live).length >= 6, 'the phases of three nodes');
    const seen = changes(live);
    for (const [index, algorithm] of ['sy_invert', 'sy_threshold', 'sy_components'].entries()) {
      const ofNode = seen.filter((change) => change.index === index);
      expect(ofNode.map(({ section, state }) => [section, state])).toEqual([['NODE', 'RUNNING'], ['NODE', 'SUCCEEDED']]);
      expect(ofNode.map((change) => [change.algorithm, change.phase.algorithm])).toEqual([[algorithm, algorithm], [algorithm, algorithm]]);
    }
    live.close();
  });

  test('is answered with typed values in the order that was asked for, and says what it was made of', async () => {
    const { run } = await finished(runId);
    expect([run.status, run.deployment.name, run.result.expiredAt]).toEqual(['SUCCEEDED', 'dark-squares', null]);
    const [image, found] = run.result.values;
    expect([image.__typename, image.type, image.width, image.height, image.contentType]).toEqual(['ImageValue', 'IMAGE', SCENE.width, SCENE.height, 'image/jpeg']);
    expect([found.__typename, found.type]).toEqual(['DetectionsValue', 'OBJECT_DETECTION']);
    const boxes = found.detections.map(({ box }: Shown) => [box.x, box.y, box.width, box.height]).toSorted(([a]: number[], [b]: number[]) => a! - b!);
    expect(boxes).toEqual(SCENE.corners.map(([x, y]) => [x, y, SCENE.side, SCENE.side]));
    const [task] = run.tasks.nodes;
    expect(task.spec).toMatchObject({
      deployment: 'dark-squares', inputs: [{ __typename: 'ImageValue', size: picture.length, url: expect.stringMatching(/^\/blobs\//) }], overrides: [{ node: 1, algorithm: 'sy_threshold', values: { value: '150' } }],
      outputs: [{ node: 0, algorithm: 'sy_invert', output: 0, saveTemporary: false }, { node: 2, algorithm: 'sy_components', output: 1, saveTemporary: false }],
    });
    expect(task.phases.nodes.map(({ steps }: Shown) => steps.nodes)).toEqual(['sy_invert', 'sy_threshold', 'sy_components'].map((method) => [{ method, state: 'SUCCEEDED' }]));
  });

  test('gives a picture whose pixels are those of the scene inverted, and a small one of it', async () => {
    const [image] = (await finished(runId)).run.result.values;
    const read = await fetch(image.url.startsWith('data:') ? image.url : own.server.url + image.url);
    const bytes = Buffer.from(await read.arrayBuffer());
    expect([read.status, bytes.length]).toEqual([200, image.size]);
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([SCENE.width, SCENE.height]);
    const scene = scenePixels();
    // A JPEG changes single pixels; not where it is dark and where it is light.
    const brightness = (pixels: Uint8Array, channels: number, [x, y]: readonly [number, number]): number => {
      let sum = 0;
      for (let dy = 10; dy < 30; dy++) for (let dx = 10; dx < 30; dx++) sum += pixels[((y + dy) * SCENE.width + x + dx) * channels]!;
      return sum / 400;
    };
    for (const place of [...SCENE.corners, [100, 200]] as const) expect(Math.abs(brightness(data, info.channels, place) - (255 - brightness(scene, 3, place)))).toBeLessThan(3);
    expect(image.thumbnail).toMatch(/^data:image\/jpeg;base64,/);
    const small = await sharp(Buffer.from(image.thumbnail.split(',')[1], 'base64')).metadata();
    expect([small.format, Math.max(small.width, small.height)]).toEqual(['jpeg', THUMBNAIL.side]);
  });

  test('is the same run when the request is repeated with the picture sent again, and leaves one file behind', async () => {
    expect(await call(picture, CALL)).toMatchObject({ outcome: 'ACCEPTED', run: { id: runId }, userErrors: [] });
    const other = await call(picture, { ...CALL, outputs: null });
    expect(other.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT' }]);
    expect(await inputFiles()).toBe(1);
  });

  test.each([
    ['an output that is not there', { outputs: [{ taskName: 'sy_invert', taskIndex: 1 }] }, ['input', 'outputs', '0', 'taskIndex']],
    ['a parameter that is not there', { parameters: [{ taskName: 'sy_threshold', parameters: { height: 1 } }] }, ['input', 'parameters', '0', 'parameters', 'height']],
    ['too many inputs', { inputs: [{ file: null }, { base64: 'AAAA' }] }, ['input', 'inputs']],
    ['two forms of one input', { inputs: [{ file: null, base64: 'AAAA' }] }, ['input', 'inputs', '0']],
    ['a deployment that is not there', { deployment: 'nobody' }, ['input', 'deployment']],
  ])('with %s is refused with its place, and leaves nothing behind', async (_, input, place) => {
    const { outcome, run, userErrors } = await call(picture, { deployment: 'dark-squares', ...input });
    expect([outcome, run, userErrors[0].path]).toEqual(['REFUSED', null, place]);
    expect(await inputFiles()).toBe(1);
  });
});

/** The run with its result, once it has ended. */
async function finished(id: string): Promise<Shown> {
  return vi.waitFor(async () => {
    const data = await ask(RESULT, { id });
    expect(['SUCCEEDED', 'FAILED', 'STOPPED']).toContain(data.run.status);
    return data;
  }, { timeout: 20_000, interval: 50 });
}

function changes(live: LiveClient): Shown[] {
  return live.data<Shown>('1', 'phaseChanges').flatMap(({ change }) => (change ? [change] : []));
}
