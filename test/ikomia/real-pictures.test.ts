// Pictures through the whole of it, a server and its runner: 12 megapixels come back as a reference computed here says, and what is no picture leaves nothing behind.
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import sharp from 'sharp';
import { deployWorkflow } from '../../src/engine/deployment/deploy-workflow.service.ts';
import { hostsIn } from '../graph/graph-trial.ts';
import { ownServer, type OwnServer } from '../server/own-server.ts';
import { waitUntil } from '../runner/wait-until.ts';
import { claimedJpeg, claimedPng, photograph } from './made-pictures.ts';
import { expectedOf, samplesOf, upright } from './picture-reference.ts';

const CHAIN: readonly (readonly [string, Record<string, string>])[] = [
  ['sy_grayscale', {}], ['sy_blur', { method: 'box', radius: '2' }], ['sy_threshold', { method: 'otsu' }], ['sy_morphology', { operation: 'open', shape: 'ellipse', radius: '3' }], ['sy_components', { min_area: '400' }],
];

let own: OwnServer;
beforeAll(async () => {
  own = await ownServer({ SWITCHYARD_RUNNERS: '1' });
  const tasks = CHAIN.map(([name, parameters], task_id) => ({ task_id, task_data: { name, parameters: Object.entries(parameters).map(([key, value]) => ({ name: key, value })) } }));
  const connections = CHAIN.map((_, i) => ({ source_id: i - 1, source_index: 0, target_id: i, target_index: 0 }));
  const { engine, localActor } = own.server;
  await deployWorkflow(engine, { actor: localActor, requestId: null }, { name: 'spots', document: { metadata: { name: 'spots' }, tasks, connections }, isDefault: true });
});
afterAll(() => own?.close());

interface Answer { readonly status: number; readonly json: unknown }

/** One call as a program written by hand makes it: the answer of PUT when that is final, else of the polls. */
async function called(body: object, advice = ''): Promise<Answer> {
  const put = await fetch(`${own.server.url}/api/run${advice}`, { method: 'PUT', headers: { prefer: 'wait=25' }, body: JSON.stringify(body) });
  const { pathname } = new URL(put.headers.get('location') ?? own.server.url);
  for (let answer = put; ; answer = await fetch(`${own.server.url}${pathname}?long=true${advice.replace('?', '&')}`)) {
    const json: unknown = await answer.json();
    if (answer.status !== 202) return { status: answer.status, json };
  }
}

test('a JPEG of 12 megapixels, taken sideways, through five algorithms: every pixel and every object is as a reference of other methods has it', async () => {
  const { jpeg, stored } = await photograph(4_000, 3_000);
  const outputs = [{ task_name: 'sy_components' }, { task_name: 'sy_morphology', output_index: 0 }, { task_name: 'sy_threshold' }, { task_name: 'sy_grayscale' }];
  const { status, json } = await called({ inputs: [{ image: jpeg.toString('base64') }], outputs });
  expect(status).toBe(200);
  const results = json as readonly Record<string, never>[];
  expect(results.map((result) => Object.keys(result)[0])).toEqual(['image', 'OBJECT_DETECTION', 'BLOB_VALUES', 'image', 'image', 'image']);
  const expected = expectedOf(upright(stored), { blur: 2, open: 3, minArea: 400 });
  const [labels, , , opened, binary, gray] = await Promise.all(results.map(async ({ image }) => (image ? samplesOf(image) : null)));
  for (const [name, is, wanted] of [['threshold', binary, expected.binary], ['morphology', opened, expected.opened], ['labels', labels, expected.labels]] as const) {
    expect([name, is!.width, is!.height, Buffer.compare(is!.data, wanted)]).toEqual([name, 3_000, 4_000, 0]);
  }
  // Grey comes back as a JPEG: near everywhere, and on the whole very near.
  let [sum, most] = [0, 0];
  for (let i = 0; i < expected.gray.length; i += 1) {
    const off = Math.abs(expected.gray[i]! - gray!.data[i]!);
    sum += off;
    if (off > most) most = off;
  }
  expect(sum / expected.gray.length).toBeLessThan(1.5);
  expect(most).toBeLessThan(24);
  const { detections } = (results[1] as unknown as { OBJECT_DETECTION: { detections: { id: number; box: object }[] } }).OBJECT_DETECTION;
  expect(detections.map(({ id, box }) => ({ id, box }))).toEqual(expected.objects);
  expect(expected.objects.length).toBeGreaterThan(30);
}, 60_000);

test('a picture that is cut short, claims 400 million pixels or is none fails its run, documented in both dialects, and leaves no file, no process and a runner that works', async () => {
  const small = await photograph(120, 90);
  const whole = { inputs: [{ image: small.jpeg.toString('base64') }], outputs: [{ task_name: 'sy_components', output_index: 1 }] };
  expect((await called(whole)).status).toBe(200);
  const before = await left();
  const half = async (format: 'jpeg' | 'png' | 'webp' | 'tiff' | 'avif' | 'gif') => {
    const bytes = await sharp(small.jpeg).toFormat(format).toBuffer();
    return bytes.subarray(0, Math.floor(bytes.length / 2));
  };
  const cases: readonly (readonly [string, Buffer, RegExp])[] = [
    ...(await Promise.all((['jpeg', 'png', 'webp', 'tiff', 'avif', 'gif'] as const).map(async (format) => [`half a ${format}`, await half(format), /^input 0: /] as const))),
    ['a PNG that claims it', claimedPng(20_000, 20_000), /20000x20000 = 400000000 pixels, at most 100000000/],
    ['a JPEG that claims it', claimedJpeg(await sharp(small.jpeg).jpeg().toBuffer(), 20_000, 20_000), /20000x20000 = 400000000 pixels/],
    ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/etc/passwd"/></svg>'), /no picture that can be read/],
    ['a text', Buffer.from('no picture at all'), /no picture that can be read/],
  ];
  for (const [name, bytes, message] of cases) {
    const body = { inputs: [{ image: bytes.toString('base64') }] };
    const [plain, advised] = [await called(body), await called(body, '?advice=true')];
    expect([name, plain.status, advised.status]).toEqual([name, 500, 520]);
    for (const { json } of [plain, advised]) expect(json).toEqual({ message: expect.stringMatching(message) as string });
  }
  for (const image of ['no base64!', `${'A'.repeat(200_000)}*AAA`, 'AAAAA', `${'A'.repeat(100_000)}=AAA`]) {
    const { status, json } = await called({ inputs: [{ image }] });
    expect([status, json]).toEqual([422, { detail: [{ loc: ['body', 'inputs', 0, 'image'], msg: expect.stringContaining('base64') as string, type: 'value_error' }] }]);
  }
  expect((await called(whole)).status).toBe(200);
  expect(await left()).toEqual(before);
}, 60_000);

/** What runs could have left: files of the database and of the disk, places of attempts, processes. */
async function left(): Promise<object> {
  // The process of the last run comes to rest a moment after its answer.
  await waitUntil('one process at rest', () => hostsIn(own.dataDir).length === 1);
  const [row] = await own.server.database.query<object>({ name: 'test_left', text: 'SELECT (SELECT count(*)::int FROM file) AS files, (SELECT count(*)::int FROM queue_item) AS items' }, []);
  const names = readdirSync(own.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => `${parentPath}/${name}`);
  return { ...row, names: names.filter((name) => !name.endsWith('.log')).sort(), hosts: hostsIn(own.dataDir) };
}
