// Graphs through the whole runner: values, order, files, records, failures and ends.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import type { ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import { bench, type Bench, type BenchOptions } from '../runner/runner-under-test.ts';
import { waitUntil } from '../runner/wait-until.ts';
import { dictValue, graphSpec, imageValue, jsonOf, node, nodesOf, resultOf, TRIAL_GRAPHS } from './graph-trial.ts';

const withGraphs = (options: BenchOptions = {}): Promise<Bench> => bench({ ...options, runner: { graph: TRIAL_GRAPHS, ...options.runner } });

async function ended(b: Bench, claimed: ClaimedAttempt): Promise<unknown> {
  await waitUntil('the end', () => b.peer.endOf(claimed) !== null);
  return b.peer.endOf(claimed);
}

/** A picture whose samples are known: red grows to the right, green downwards. */
function scene(width: number, height: number): Sharp {
  const data = Buffer.alloc(width * height * 3, 60);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) data.set([(x * 5) % 256, (y * 7) % 256], (y * width + x) * 3);
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** A PNG that says it is that long and wide: its size stands in its head, with a checksum. */
function claiming(png: Buffer, side: number): Buffer {
  const bomb = Buffer.from(png);
  bomb.writeUInt32BE(side, 16);
  bomb.writeUInt32BE(side, 20);
  bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
  return bomb;
}

async function pixels(bytes: Buffer): Promise<{ data: Buffer; channels: number; width: number; height: number }> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return { data, channels: info.channels, width: info.width, height: info.height };
}

const bytesOf = (b: Bench, value: ReturnType<typeof resultOf>[number]): Buffer => ('file' in value.body ? b.peer.files.get(value.body.file)!.bytes : Buffer.from(value.body.inline, 'base64'));

test('pictures, records and results of a run arrive right', async () => {
  await using b = await withGraphs({ runner: { slots: 1 } });
  await waitUntil('a poll', () => b.peer.claims.length > 0);
  expect(b.peer.sessions[0]?.request).toMatchObject({ kinds: ['command', 'graph'], can: { graph: { pause: false } } });
  expect(b.peer.sessions[0]?.request).not.toHaveProperty('algorithms');
  const source = await scene(40, 30).png().toBuffer();
  const spec = graphSpec([node('invert'), node('size', [[0, 0]], { plus: '3' })], [imageValue(source)], { overrides: [{ node: 1, values: { plus: '8' } }], outputs: [{ node: 1, output: 0, saveTemporary: false }, { node: 0, output: 0, saveTemporary: false }, { node: 1, output: 0, saveTemporary: false }] });
  const task = b.peer.enqueueGraph(spec);
  expect(await ended(b, task)).toEqual({ by: 'DONE' });
  const [size, picture, again] = resultOf(b.peer, task);
  expect(jsonOf(size)).toEqual({ width: 40, height: 30, channels: 3, plus: 8 });
  expect(again).toEqual(size);
  expect(picture).toMatchObject({ type: 'image', image: { contentType: 'image/jpeg', width: 40, height: 30 } });
  const [want, got] = [await pixels(source), await pixels(bytesOf(b, picture!))];
  expect(Math.max(...got.data.map((sample, i) => Math.abs(sample - (255 - want.data[i]!))))).toBeLessThan(12);
  expect(nodesOf(b.peer, task)).toEqual(['0 SUCCEEDED', '(0 SUCCEEDED)', '1 SUCCEEDED', '(1 SUCCEEDED)']);
  expect(b.peer.facts.findLast((fact) => fact.type === 'step')).toMatchObject({ section: 'node', path: '0', try: 1, kind: 'call', method: 'size', args: { plus: 8 }, output: { outputs: ['DATA_DICT'] } });
});

test('a short run is told in one report', async () => {
  await using b = await withGraphs({ runner: { slots: 1 } });
  await waitUntil('a poll', () => b.peer.claims.length > 0);
  const source = await scene(40, 30).png().toBuffer();
  // The first one has to wait for its process, and on a machine that is busy with something else others are not short either.
  const requests: number[] = [];
  while (requests.length < 20 && !requests.some((count) => count <= 2)) {
    const before = b.peer.requests;
    expect(await ended(b, b.peer.enqueueGraph(graphSpec([node('invert'), node('size', [[0, 0]])], [imageValue(source)])))).toEqual({ by: 'DONE' });
    requests.push(b.peer.requests - before);
  }
  // One report; the claim that brought the run was already waiting, and the next one may have come.
  expect(Math.min(...requests)).toBeLessThanOrEqual(2);
});

test('every kind of picture file becomes upright samples of 8 bits, and comes out as JPEG or, where that would lose something, as PNG', async () => {
  await using b = await withGraphs();
  const grey = sharp(Buffer.alloc(12 * 8, 200), { raw: { width: 12, height: 8, channels: 1 } });
  const cases: readonly [string, Buffer, number, string][] = [
    ['16 bits', await scene(12, 8).toColourspace('rgb16').png().toBuffer(), 3, 'image/jpeg'],
    ['grey', await grey.clone().toColourspace('b-w').jpeg().toBuffer(), 1, 'image/jpeg'],
    ['alpha', await scene(12, 8).ensureAlpha(0.5).webp({ lossless: true }).toBuffer(), 4, 'image/png'],
    ['turned', await scene(8, 12).withMetadata({ orientation: 6 }).jpeg().toBuffer(), 3, 'image/jpeg'],
    ['two pages', await sharp(Buffer.alloc(12 * 16 * 3, 9), { raw: { width: 12, height: 16, channels: 3, pageHeight: 8 } }).gif().toBuffer(), 4, 'image/png'],
    ['tiff', await scene(12, 8).tiff().toBuffer(), 3, 'image/jpeg'],
  ];
  const tasks = cases.map(([, bytes]) => b.peer.enqueueGraph(graphSpec([node('size'), node('same')], [imageValue(bytes)], { outputs: [{ node: 0, output: 0, saveTemporary: false }, { node: 1, output: 0, saveTemporary: false }] })));
  for (const [i, task] of tasks.entries()) {
    const [name, , channels, contentType] = cases[i]!;
    expect(await ended(b, task), name).toEqual({ by: 'DONE' });
    const [size, picture] = resultOf(b.peer, task);
    expect([name, jsonOf(size)]).toEqual([name, { width: 12, height: 8, channels: expect.toSatisfy((n: number) => n === channels || name === 'two pages') as number, plus: 0 }]);
    if (name !== 'two pages') expect([name, picture?.image?.contentType]).toEqual([name, contentType]);
  }
  const binary = b.peer.enqueueGraph(graphSpec([node('binary')], [imageValue(await scene(64, 40).jpeg().toBuffer())]));
  await ended(b, binary);
  const [mask] = resultOf(b.peer, binary);
  const got = await pixels(bytesOf(b, mask!));
  expect(mask?.image?.contentType).toBe('image/png');
  expect(new Set(got.data)).toEqual(new Set([0, 255]));
});

test('nodes that do not need each other run at the same time up to the limit, and those that do run in their order', async () => {
  await using b = await withGraphs();
  const spec = graphSpec([node('join', [[1, 0], [2, 0]]), node('wait', [[-1, 0]], { ms: '120' }), node('wait', [[-1, 0]], { ms: '120' }), node('wait', [[-1, 0]], { ms: '120' }), node('join', [[0, 0], [3, 0]])], [dictValue({ root: 1 })]);
  const task = b.peer.enqueueGraph(spec);
  expect(await ended(b, task)).toEqual({ by: 'DONE' });
  type Span = { from: number; to: number; after: unknown };
  const [[first, second], third] = jsonOf(resultOf(b.peer, task)[0]) as never as [[Span, Span], Span];
  expect(Math.max(first.from, second.from)).toBeLessThan(Math.min(first.to, second.to));
  expect(third.from).toBeGreaterThanOrEqual(Math.min(first.to, second.to));
  expect(first.after).toEqual({ root: 1 });
  const told = nodesOf(b.peer, task);
  expect(told.indexOf('0 SUCCEEDED')).toBeGreaterThan(told.indexOf('2 SUCCEEDED'));
  // It took longer than facts wait for others: what was under way was told meanwhile.
  expect(told.slice(0, 4)).toEqual(['1 RUNNING', '(1 RUNNING)', '2 RUNNING', '(2 RUNNING)']);
  expect(b.peer.linesOf(task, 'STDOUT')).toEqual(['waiting', 'waiting', 'waiting']);
});

test('large inputs come from files and large results become files, however often the server is away meanwhile', async () => {
  await using b = await withGraphs({ peer: (peer) => (peer.refusedFiles = 2) });
  const source = await scene(700, 500).png({ compressionLevel: 0 }).toBuffer();
  b.peer.files.set('in', { bytes: source, type: 'image/png' });
  const sha256 = createHash('sha256').update(source).digest('hex');
  const file = { type: 'image', body: { file: 'in', sha256, size: source.length } } as const;
  const task = b.peer.enqueueGraph(graphSpec([node('both')], [file], { outputs: [{ node: 0, output: 0, saveTemporary: false }, { node: 0, output: 1, saveTemporary: true }, { node: 0, output: 1, saveTemporary: false }] }));
  expect(await ended(b, task)).toEqual({ by: 'DONE' });
  const [picture, temporary, inline] = resultOf(b.peer, task);
  const bytes = bytesOf(b, picture!);
  expect(picture?.body).toMatchObject({ size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  expect((await pixels(bytes)).width).toBe(700);
  expect(Buffer.from(picture!.thumbnail!, 'base64').length).toBeLessThanOrEqual(16_384);
  expect(await pixels(Buffer.from(picture!.thumbnail!, 'base64'))).toMatchObject({ width: 160, height: 114 });
  expect(temporary).toMatchObject({ isTemporary: true, body: { size: expect.any(Number) as number } });
  expect(JSON.parse(bytesOf(b, temporary!).toString())).toEqual(jsonOf(inline));
  const changed = b.peer.enqueueGraph(graphSpec([node('size')], [{ type: 'image', body: { file: 'in', sha256: sha256.replaceAll(/[0-9]/g, 'a'), size: source.length } }]));
  expect(await ended(b, changed)).toMatchObject({ by: 'FAILED', message: expect.stringMatching(/^input 0 is not what was sent/) as string });
  const gone = b.peer.enqueueGraph(graphSpec([node('size')], [{ type: 'image', body: { file: 'none', sha256, size: 9 } }]));
  expect(await ended(b, gone)).toMatchObject({ by: 'FAILED', message: expect.stringMatching(/^input 0 could not be fetched: .*BAD_REQUEST/) as string });
});

test('what a node, a picture or the document is to blame for is said with its place, and the runner goes on', async () => {
  await using b = await withGraphs();
  const jpeg = await scene(400, 300).jpeg().toBuffer();
  const run = (...nodes: Parameters<typeof graphSpec>[0]) => b.peer.enqueueGraph(graphSpec(nodes, [dictValue()]));
  const [failed, lying, noise, cut, bomb, vector] = [
    run(node('wait'), node('fail', [[0, 0]]), node('wait', [[-1, 0]], { ms: '60000' })),
    run(node('liar')),
    b.peer.enqueueGraph(graphSpec([node('size')], [imageValue(Buffer.from('no picture at all'))])),
    b.peer.enqueueGraph(graphSpec([node('size')], [imageValue(jpeg.subarray(0, jpeg.length / 2))])),
    b.peer.enqueueGraph(graphSpec([node('size')], [imageValue(claiming(await scene(8, 8).png().toBuffer(), 20_000))])),
    b.peer.enqueueGraph(graphSpec([node('size')], [imageValue(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"/>'))])),
  ];
  const says = (text: RegExp): object => ({ by: 'FAILED', message: expect.stringMatching(text) as string });
  expect(await ended(b, failed!)).toEqual({ by: 'FAILED', message: 'node 1 (fail): it does not like this' });
  expect(nodesOf(b.peer, failed!)).toEqual(expect.arrayContaining(['0 SUCCEEDED', '1 FAILED', '(1 FAILED)', '2 STOPPED', '(2 FAILED)']));
  expect(await ended(b, lying!)).toEqual(says(/^node 0 \(liar\): its output p0 is no whole picture: 5 bytes for 3x3x3/));
  expect(await ended(b, noise!)).toEqual(says(/^input 0: the bytes are no picture/));
  expect(await ended(b, cut!)).toEqual(says(/^input 0: the picture cannot be decoded .*premature end/i));
  expect(await ended(b, bomb!)).toEqual(says(/^input 0: the picture has 20000x20000 = 400000000 pixels, at most 1000000/));
  expect(await ended(b, vector!)).toEqual(says(/^input 0: the bytes are no picture/));
  const spec = graphSpec([node('size')], [imageValue(jpeg)]);
  const foreign = { ...spec, document: { ...spec.document, tasks: spec.document.tasks.map((task) => ({ ...task, task_data: { ...task.task_data, name: 'elsewhere.only' } })) } };
  expect(await ended(b, b.peer.enqueueGraph(foreign))).toMatchObject({ by: 'INVALID', message: expect.stringMatching(/no algorithm elsewhere.only \(node 0\)/) as string });
  expect(await ended(b, b.peer.enqueueGraph(spec))).toEqual({ by: 'DONE' });
}, 20_000);

test('an attempt that resumes counts its records on from those of the attempt before', async () => {
  await using b = await withGraphs();
  const past = { section: 'node', index: 0, path: '0', sample: 0, try: 1, kind: 'call', state: 'UNKNOWN', output: null } as const;
  b.peer.history.push({ phases: [{ section: 'node', index: 0, state: 'RUNNING' }], steps: [past], next: 7 }, { phases: [], steps: [{ ...past, try: 2 }], next: null });
  const task = b.peer.enqueueGraph(graphSpec([node('wait'), node('wait', [[0, 0]])], [dictValue()]), { resumes: true, attemptNo: 3 });
  expect(await ended(b, task)).toEqual({ by: 'DONE' });
  expect(b.peer.facts.flatMap((fact) => (fact.type === 'step' ? [[fact.index, fact.try]] : []))).toEqual([[0, 3], [1, 1]]);
});
