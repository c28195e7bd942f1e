// A server as it is started on a laptop: open mode, a runner of its own that carries graphs out, and clients as the SDK is one.
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import sharp from 'sharp';
import { deployWorkflow } from '../../src/engine/deployment/deploy-workflow.service.ts';
import { ownServer, type OwnServer } from '../server/own-server.ts';

const DOCUMENT = {
  metadata: { name: 'turn' },
  tasks: [{ task_id: 0, task_data: { name: 'sy_invert', parameters: [] } }, { task_id: 1, task_data: { name: 'sy_rotate', parameters: [{ name: 'angle', value: '90' }] } }],
  connections: [{ source_id: -1, source_index: 0, target_id: 0, target_index: 0 }, { source_id: 0, source_index: 0, target_id: 1, target_index: 0 }],
};

let own: OwnServer;
let token: string;
beforeAll(async () => {
  own = await ownServer({ SWITCHYARD_RUNNERS: '1' });
  const { engine, localActor, url } = own.server;
  await deployWorkflow(engine, { actor: localActor, requestId: null }, { name: 'turn', document: DOCUMENT, isDefault: true });
  const answer = await fetch(`${url}/v1/projects/jwt/?endpoint=${encodeURIComponent(`${url}/deployments/turn/`)}&storage=true`, { headers: { authorization: 'Token whatever' } });
  token = ((await answer.json()) as { id_token: string }).id_token;
});
afterAll(() => own?.close());

/** Pictures whose halves differ, so that a turn shows. */
async function picture(grey: number): Promise<string> {
  const pixels = Buffer.from([grey, 0, 0, grey, 0, 0, 0, 0, grey, 0, 0, grey]);
  return (await sharp(pixels, { raw: { width: 2, height: 2, channels: 3 } }).png().toBuffer()).toString('base64');
}

interface Advised { readonly uuid?: string; readonly state: string; readonly next_poll_in: number; readonly next_poll_long: boolean; readonly results?: { readonly image: string }[]; readonly message?: string }

/** As the SDK does: asks to run, and polls as it is advised, a hundred times at most. */
async function runAsSdk(body: object): Promise<{ readonly status: number; readonly polls: number; readonly answer: Advised }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'user-agent': 'ikclient' };
  const base = `${own.server.url}/deployments/turn`;
  const put = await fetch(`${base}/api/run?advice=true`, { method: 'PUT', headers, body: JSON.stringify(body) });
  let advice = (await put.json()) as Advised;
  if (put.status !== 200) return { status: put.status, polls: 0, answer: advice };
  const { uuid } = advice;
  for (let polls = 1; polls <= 100; polls++) {
    const { next_poll_in: pause, next_poll_long: long } = advice;
    await new Promise((resolve) => setTimeout(resolve, pause));
    const poll = await fetch(`${base}/api/results/${uuid}?advice=true&long=${long}`, { headers });
    advice = (await poll.json()) as Advised;
    if (poll.status !== 202) return { status: poll.status, polls, answer: advice };
  }
  throw new Error('a hundred polls were not enough');
}

test('five runs at once, with parameters of their own, each give the picture that was asked for', async () => {
  const outcomes = await Promise.all([10, 20, 30, 40, 50].map(async (grey) => runAsSdk({
    inputs: [{ image: await picture(grey) }],
    outputs: [{ task_name: 'sy_invert' }, { task_name: 'sy_rotate' }],
    parameters: [{ task_name: 'sy_rotate', parameters: { angle: grey === 50 ? '0.0' : '180' } }],
  })));
  for (const [index, { status, polls, answer }] of outcomes.entries()) {
    expect([status, answer.state, answer.results?.length, polls < 10]).toEqual([200, 'SUCCESS', 2, true]);
    const grey = (index + 1) * 10;
    const [inverted, turned] = await Promise.all(answer.results!.map(async ({ image }) => [...await sharp(Buffer.from(image, 'base64')).raw().toBuffer()]));
    // Pictures come back as JPEG, in which a pixel of 2 by 2 is near what it was in brightness alone.
    expect([inverted!.length, turned!.length]).toEqual([12, 12]);
    const light = (pixels: readonly number[], at: number): number => (pixels[at * 3]! + pixels[at * 3 + 1]! + pixels[at * 3 + 2]!) / 3;
    expect(light(inverted!, 0)).toBeGreaterThan(255 - grey - 10);
    expect(turned!.reduce((sum, each) => sum + each, 0) / 12).toBeGreaterThan(255 - grey);
  }
});

test.each([
  ['a picture that is cut off', async () => (await picture(1)).slice(0, 80), /input 0/],
  ['bytes that are no picture', async () => Buffer.from('no picture at all').toString('base64'), /input 0/],
  ['a picture of 400 million pixels in a few bytes', bomb, /pixels/],
])('%s fails its run with 520 and a message, and the next run is none the worse', async (_what, image, message) => {
  const { status, answer } = await runAsSdk({ inputs: [{ image: await image() }] });
  expect([status, Object.keys(answer)]).toEqual([520, ['message']]);
  expect(answer.message).toMatch(message);
  expect((await runAsSdk({ inputs: [{ image: await picture(9) }] })).status).toBe(200);
});

test('an output that is kept as an object is looked up, read, signed and copied by its reference, goes into the next run, and is not deleted from under its result', async () => {
  const { answer } = await runAsSdk({ inputs: [{ image: await picture(7) }], outputs: [{ task_name: 'sy_rotate', save_temporary: true }] });
  const [given] = answer.results as unknown as { storage_object: { url: string; data_type: string; metadata: { uid: string; download_url: string; sha256: string; size: number } } }[];
  const { url, data_type, metadata } = given!.storage_object;
  expect([url, data_type]).toEqual([`${own.server.url}/v1/objects/?uid=${metadata.uid}`, 'image']);
  const headers = { authorization: `Bearer ${token}` };
  const listed = (await (await fetch(`${url}&page=1`, { headers })).json()) as { results: object[]; next: null };
  expect(listed).toEqual({ results: [{ ...metadata, path: null, created_at: expect.any(String) }], next: null });
  const read = await fetch(metadata.download_url, { headers });
  expect([read.status, read.headers.get('content-type'), (await read.arrayBuffer()).byteLength]).toEqual([200, 'image/jpeg', metadata.size]);
  const expire_at = new Date(Date.now() + 60_000).toISOString();
  const signed = (await (await fetch(metadata.download_url, { method: 'PUT', headers, body: new URLSearchParams({ expire_at }) })).json()) as { presigned_download_url: string };
  expect((await fetch(signed.presigned_download_url)).status).toBe(200);
  const form = new FormData();
  form.append('copy_from', metadata.uid);
  const copy = (await (await fetch(`${own.server.url}/v1/objects/kept/turned.jpg`, { method: 'POST', headers, body: form })).json()) as { path: string; sha256: string };
  expect([copy.path, copy.sha256]).toEqual(['kept/turned.jpg', metadata.sha256]);
  expect((await runAsSdk({ inputs: [given] })).status).toBe(200);
  expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(403);
  expect((await fetch(metadata.download_url, { headers })).status).toBe(200);
});

test('who waits when the server shuts down is answered, and not held against it', async () => {
  const other = await ownServer();
  const { engine, localActor, url, events } = other.server;
  await deployWorkflow(engine, { actor: localActor, requestId: null }, { name: 'turn', document: DOCUMENT, isDefault: true });
  const uuid = (await (await fetch(`${url}/api/run`, { method: 'PUT', body: JSON.stringify({ inputs: [{ image: await picture(1) }] }) })).json()) as string;
  const before = events.hub.size;
  const poll = fetch(`${url}/api/results/${uuid}?advice=true&long=true`);
  await expect.poll(() => events.hub.size, { timeout: 5_000, interval: 5 }).toBeGreaterThan(before);
  const began = performance.now();
  const [answer] = await Promise.all([poll, other.close()]);
  expect([answer.status, ((await answer.json()) as Advised).next_poll_in > 0]).toEqual([202, true]);
  expect(performance.now() - began).toBeLessThan(10_000);
});

/** A PNG whose head says that it is 20,000 by 20,000: all that a careful reader looks at. */
async function bomb(): Promise<string> {
  const head = Buffer.from([0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20, 8, 2, 0, 0, 0]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.alloc(60_001))), chunk('IEND', Buffer.alloc(0))]).toString('base64');
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
