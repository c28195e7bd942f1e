// Deployments through GraphQL on a whole server with a runner of its own: deployed by the command line, called with a picture, watched, and answered.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { environmentForChildren } from '../../src/config.ts';
import { parseGlobalId } from '../../src/api/graphql/global-id.ts';
import { BUILT_IN_ALGORITHMS } from '../../src/domain/graph/built-in/built-in-algorithms.ts';
import { THUMBNAIL } from '../../src/domain/graph/graph-value.ts';
import { ownCommand } from '../../src/server/program.ts';
import { SCENE, scenePixels, scenePng } from '../graph/graph-picture.ts';
import { LiveClient } from '../live/live-client.ts';
import { openReceiver } from '../webhook/receiver.ts';
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
  [own, picture] = await Promise.all([ownServer({ SWITCHYARD_RUNNERS: '1', SWITCHYARD_WEBHOOK_PRIVATE: 'on' }), scenePng()]);
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
    ['a directory', ['/'], 2, /\/ cannot be read \(EISDIR/],
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

/** Every field of every member, none of them under another name: no two members use one name for two types. */
const EVERY_FIELD = `query ($id: ID!) { run(id: $id) { result { values { __typename ... on StoredValue { type size url fileId } ... on ImageValue { contentType width height thumbnail isTemporary }
  ... on DetectionsValue { detections { number label confidence box { x y width height } color { r g b a } } referenceImageIndex }
  ... on InstancesValue { detections { number label confidence box { x y width height } color { r g b a } type classIndex mask polygons } referenceImageIndex }
  ... on SegmentationValue { mask classes colors { r g b a } referenceImageIndex polygons } ... on TextValue { text fields { number label text confidence color { r g b a } polygon { x y } } referenceImageIndex }
  ... on KeypointsValue { objects { number label confidence box { x y width height } color { r g b a } points { index x y z } } names links { index1 index2 label color { r g b a } } referenceImageIndex }
  ... on NumericValue { outputType plotType headers valueLabels values } ... on BlobValue { measurements { measure { number name formula } values graphicsNumber label } }
  ... on GraphicsValue { layer items imageIndex } ... on DictValue { data } ... on JsonGraphValue { data } } } } }`;

const CALL = { deployment: 'dark-squares', outputs: [{ taskName: 'sy_invert' }, { taskName: 'sy_components', outputIndex: 1 }], parameters: [{ taskName: 'sy_threshold', parameters: { value: 150 } }], requestId: 'the first' };

let runId: string;

describe('a call with a picture', () => {
  test('makes a run whose nodes are seen live by the names of their algorithms, in their order, each once done', async () => {
    const live = await LiveClient.open(own.server.url.replace('http', 'ws') + '/graphql');
    const payload = await call(picture, CALL);
    expect(payload).toEqual({ outcome: 'ACCEPTED', eventCursor: expect.any(String), run: { id: expect.any(String) }, userErrors: [] });
    runId = payload.run.id;
    live.subscribe('1', 'subscription ($runId: ID!, $after: String) { phaseChanges(runId: $runId, after: $after) { change { ... on TaskPhaseChange { section index state algorithm phase { algorithm } } } } }', { runId, after: payload.eventCursor });
    // A node that is over before its beginning was reported is told of by its end alone.
    await live.until(() => ended(live).length >= 3, 'the ends of three nodes');
    const seen = changes(live);
    expect(ended(live).map(({ index }) => index)).toEqual([0, 1, 2]);
    for (const [index, algorithm] of ['sy_invert', 'sy_threshold', 'sy_components'].entries()) {
      const ofNode = seen.filter((change) => change.index === index);
      expect([['RUNNING', 'SUCCEEDED'], ['SUCCEEDED']]).toContainEqual(ofNode.map(({ state }) => state));
      for (const change of ofNode) expect(change).toMatchObject({ section: 'NODE', algorithm, phase: { algorithm } });
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

const BOX = { x: 1, y: 2, width: 3, height: 4 };
const COLOR = { r: 1, g: 2, b: 3, a: 255 };
const THING = { id: 7, label: 'cat', confidence: 0.5, box: BOX, color: COLOR };
const ITEM = { type: 1, point: { x: 1, y: 1 } };

/** A value of every type of JSON, and what is shown of it. */
const SHAPES: readonly (readonly [type: string, member: string, json: object, shown: object])[] = [
  ['OBJECT_DETECTION', 'DetectionsValue', { detections: [THING], referenceImageIndex: 0 }, { detections: [{ number: 7, label: 'cat', box: BOX, color: COLOR }], referenceImageIndex: 0 }],
  ['INSTANCE_SEGMENTATION', 'InstancesValue', { detections: [{ ...THING, type: 0, classIndex: 3, mask: 'AAAA' }], referenceImageIndex: 1 }, { detections: [{ number: 7, classIndex: 3, mask: 'AAAA', polygons: null }], referenceImageIndex: 1 }],
  ['SEMANTIC_SEGMENTATION', 'SegmentationValue', { mask: 'AAAA', classes: ['sky'], colors: [{ r: 1, g: 2, b: 3 }], referenceImageIndex: 0 }, { classes: ['sky'], colors: [{ r: 1, a: null }] }],
  ['KEYPOINTS', 'KeypointsValue', { objects: [{ ...THING, points: [{ index: 0, x: 1, y: 2, z: 0 }] }], names: ['nose'], links: [{ index1: 0, index2: 0, label: '', color: COLOR }], referenceImageIndex: 0 }, { objects: [{ number: 7, points: [{ index: 0, x: 1, y: 2 }] }], names: ['nose'] }],
  ['TEXT', 'TextValue', { text: 'hello' }, { text: 'hello', fields: null }],
  ['TEXT', 'TextValue', { fields: [{ id: 1, label: 'l', text: 't', confidence: 1, color: COLOR, polygon: [{ x: 1, y: 2 }] }], referenceImageIndex: 0 }, { text: null, fields: [{ number: 1, text: 't', polygon: [{ x: 1, y: 2 }] }] }],
  ['NUMERIC_VALUES', 'NumericValue', { outputType: 2, plotType: 0, headers: ['h'], valueLabels: [['a']], values: [[0.5]] }, { headers: ['h'], valueLabels: [['a']], values: [['0.5']] }],
  ['BLOB_VALUES', 'BlobValue', { objects: [[{ measure: { id: 1, name: 'Area', formula: '' }, values: [9], graphicsId: 4, label: '' }]] }, { measurements: [[{ measure: { number: 1, name: 'Area' }, values: [9], graphicsNumber: 4 }]] }],
  ['OUTPUT_GRAPHICS', 'GraphicsValue', { layer: 'l', items: [ITEM], imageIndex: 0 }, { layer: 'l', items: [ITEM], imageIndex: 0 }],
  ['DATA_DICT', 'DictValue', { shownAs: 'ImageValue', url: 'mine' }, { data: { shownAs: 'ImageValue', url: 'mine' }, url: null }],
  ['JSON', 'JsonGraphValue', [1, 'two'], { data: [1, 'two'] }],
  // Of another shape than its type says: shown as it is, never an error.
  ['KEYPOINTS', 'JsonGraphValue', { objects: 7 }, { type: 'KEYPOINTS', data: { objects: 7 } }],
];

describe('a result', () => {
  const store = (values: readonly object[], expiry: string) => own.server.database.query(
    { name: '', text: `UPDATE graph_result SET values = $2, expires_at = now() + $3::interval WHERE task_id = (SELECT id FROM task WHERE run_id = $1)` }, [uuidOf(runId), JSON.stringify(values), expiry]);

  test('shows every type of value by its own fields, asked for in one operation', async () => {
    await store(SHAPES.map(([type, , json]) => ({ type, body: { inline: JSON.stringify(json) } })), '1 hour');
    const { run } = await ask(EVERY_FIELD, { id: runId });
    for (const [i, [type, member, json, shown]] of SHAPES.entries()) {
      expect(run.result.values[i]).toMatchObject({ __typename: member, type, size: JSON.stringify(json).length, fileId: null, ...shown });
    }
  });

  test('is said to be over at its time, not when it is cleared away', async () => {
    await store([{ type: 'JSON', body: { inline: '1' } }], '-1 second');
    const { run } = await ask('query ($id: ID!) { run(id: $id) { result { expiresAt expiredAt values { __typename } } } }', { id: runId });
    expect(run.result).toEqual({ expiresAt: run.result.expiredAt, expiredAt: expect.any(String), values: null });
  });
});

const WEBHOOK = 'id deploymentId deployment { id name } project { path } deliveries(first: 5) { type state statusCode }';
const CREATE_WEBHOOK = `mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { webhook { ${WEBHOOK} } userErrors { message path } } }`;

describe('a webhook of a deployment', () => {
  test('is told of the beginning and the end of its runs, with the address where the result or the failure is, and of no others', async () => {
    await using receiver = await openReceiver();
    const { deployment } = await ask('{ deployment(name: "dark-squares") { id } }');
    const { webhook, userErrors } = (await ask(CREATE_WEBHOOK, { input: { deploymentId: deployment.id, url: receiver.url } })).createWebhook;
    expect([webhook, userErrors]).toEqual([{ id: expect.any(String), deploymentId: deployment.id, deployment: { id: deployment.id, name: 'dark-squares' }, project: { path: '/' }, deliveries: [] }, []]);
    const news = (runId: string): Shown[] => receiver.received.map(({ body }) => JSON.parse(body)).filter(({ data }) => data.run.id === uuidOf(runId)).toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
    const told = (type: string, status: string, message: unknown, id: string) => ({
      type, timestamp: expect.any(String), data: { run: { id: uuidOf(id), name: 'dark-squares', status }, project: '/', deployment: 'dark-squares', message, result_url: `${own.server.url}/deployments/dark-squares/api/results/${uuidOf(id)}` },
    });
    const good = (await call(picture, { deployment: 'dark-squares' })).run.id;
    await vi.waitFor(() => expect(news(good)).toEqual([told('run.started', 'RUNNING', '', good), told('run.succeeded', 'SUCCEEDED', '', good)]), { timeout: 20_000, interval: 50 });
    const result = await fetch(news(good)[1].data.result_url);
    expect([result.status, ((await result.json()) as object[]).length]).toEqual([200, 3]);
    const bad = (await call(picture.subarray(0, 500), { deployment: 'dark-squares' })).run.id;
    await vi.waitFor(() => expect(news(bad)).toEqual([told('run.started', 'RUNNING', '', bad), told('run.failed', 'FAILED', expect.stringContaining('input'), bad)]), { timeout: 20_000, interval: 50 });
    const failure = await fetch(news(bad)[1].data.result_url);
    expect([failure.status, await failure.json()]).toEqual([500, { message: expect.any(String) }]);
    const other = (await call(picture, { deployment: null })).run.id;
    expect((await finished(other)).run.status).toBe('SUCCEEDED');
    // Its end was told by now if it had been to be told: news go out in the order of the log.
    const last = (await call(picture, { deployment: 'dark-squares' })).run.id;
    await vi.waitFor(() => expect(news(last)).toHaveLength(2), { timeout: 20_000, interval: 50 });
    expect(news(other)).toEqual([]);
    await vi.waitFor(async () => {
      const { webhooks } = await ask(`{ webhooks { ${WEBHOOK} } }`);
      expect(webhooks[0].deliveries.map(({ state, statusCode }: Shown) => [state, statusCode])).toEqual(Array.from({ length: 5 }, () => ['DELIVERED', 204]));
    }, { timeout: 8_000, interval: 50 });
    await ask('mutation ($input: DeleteWebhookInput!) { deleteWebhook(input: $input) { outcome } }', { input: { webhookId: webhook.id } });
  });
});

test('algorithms are listed by name, page by page in both directions, and found by name', async () => {
  const list = async (args: string): Promise<Shown> => (await ask(`{ algorithms(${args}) { totalCount nodes { name } pageInfo { endCursor startCursor hasNextPage hasPreviousPage } } }`)).algorithms;
  const names = BUILT_IN_ALGORITHMS.map(({ name }) => name).toSorted();
  const [all, first] = [await list('first: 100'), await list('first: 3')];
  expect([all.totalCount, all.nodes.map(({ name }: Shown) => name), all.pageInfo.hasNextPage]).toEqual([names.length, names, false]);
  const second = await list(`first: 3, after: "${first.pageInfo.endCursor}"`);
  expect([...first.nodes, ...second.nodes].map(({ name }: Shown) => name)).toEqual(names.slice(0, 6));
  const back = await list(`last: 3, before: "${second.pageInfo.startCursor}"`);
  expect([back.nodes, back.pageInfo.hasPreviousPage, back.pageInfo.hasNextPage]).toEqual([first.nodes, false, true]);
  expect((await list('search: "INVERT", source: BUILT_IN')).nodes).toEqual([{ name: 'sy_invert' }]);
  const { known, unknown } = await ask('{ known: algorithm(name: "sy_threshold") { source isAvailable inputs { name type isOptional } outputs { type } parameters { name type default min max choices } } unknown: algorithm(name: "x") { name } }');
  expect(unknown).toBe(null);
  expect(known).toMatchObject({ source: 'BUILT_IN', isAvailable: true, inputs: [{ type: 'IMAGE', isOptional: false }], outputs: [{ type: 'IMAGE_BINARY' }] });
  expect(known.parameters).toContainEqual(expect.objectContaining({ name: 'method', type: 'CHOICE', default: 'fixed', min: null, choices: expect.arrayContaining(['otsu']) }));
});

/** The run with its result, once it has ended. */
async function finished(id: string): Promise<Shown> {
  return vi.waitFor(async () => {
    const data = await ask(RESULT, { id });
    expect(['SUCCEEDED', 'FAILED', 'STOPPED']).toContain(data.run.status);
    return data;
  }, { timeout: 20_000, interval: 50 });
}

function uuidOf(id: string): string {
  return parseGlobalId(id)!.id;
}

function ended(live: LiveClient): Shown[] {
  return changes(live).filter(({ state }) => state === 'SUCCEEDED');
}

function changes(live: LiveClient): Shown[] {
  return live.data<Shown>('1', 'phaseChanges').flatMap(({ change }) => (change ? [change] : []));
}
