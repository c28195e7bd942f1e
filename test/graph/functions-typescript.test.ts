// Functions in TypeScript as algorithms: what they get, what they give, and how they end.
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NodeFailure } from '../../src/runner/graph/algorithm-code.ts';
import { EXAMPLES, functionFile, functionGround, jsonOf, picture, rasterOf, type FunctionBench, type FunctionGround } from './function-bench.ts';

const TRIAL = functionFile('trial.ts', `
const port = (run: unknown, outputs: object = { data: 'DATA_DICT' }) => ({ inputs: { image: 'IMAGE' }, outputs, run });
export const notMine = 3;
export const who = port(() => ({ data: { pid: process.pid, environment: Object.keys(process.env), directory: process.cwd() } }));
export const fail = port(() => {
  throw new Error('too dark');
});
export const talk = port(({ image }, _, { log }) => (console.log('one\\ntwo'), console.error('three'), log('four'), process.stdout.write('five'), { data: { width: image.width } }));
export const hang = port((_, __, { log }) => (log('hanging'), new Promise(() => undefined)));
export const block = port((_, __, { log }) => (log('blocking'), new Promise(() => setTimeout(() => { for (;;); }, 20))));
export const heed = port((_, __, { signal, log }) => (log('waiting'), new Promise((resolve) => signal.addEventListener('abort', () => (log('heard'), resolve({ data: {} }))))));
export const leave = port(() => process.exit(7));
export const nothing = port(() => undefined);
export const map = port(() => ({ data: new Map() }));
export const nan = port(() => ({ data: { mean: 0 / 0 } }));
export const short = port(() => ({ image: { width: 2, height: 2, channels: 3, data: new Uint8Array(11) } }), { image: 'IMAGE' });
export const floats = port(() => ({ image: { width: 1, height: 1, channels: 1, data: new Float64Array(1) } }), { image: 'IMAGE' });
export const grey = port(() => ({ mask: { width: 1, height: 1, channels: 1, data: new Uint8Array([7]) } }), { mask: 'IMAGE_BINARY' });
export const huge = port(() => ({ image: { width: 4000, height: 4000, channels: 4, data: Buffer.alloc(64_000_000) } }), { image: 'IMAGE' });
export const wide = port(() => ({ image: { width: 1001, height: 1000, channels: 1, data: Buffer.alloc(1_001_000) } }), { image: 'IMAGE' });
`);

let ground: FunctionGround;
let bench: FunctionBench;
const dot = [picture(1, 1, [9])];
beforeAll(async () => {
  ground = await functionGround();
  bench = await ground.open([path.join(EXAMPLES, 'tones.ts'), TRIAL]);
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
});

test('a description has the types of the definition, and defaults as texts', () => {
  expect(bench.of('tones.posterize').description).toEqual({
    name: 'tones.posterize',
    source: 'FUNCTION',
    description: 'Reduces every channel to a few shades; alpha stays.',
    inputs: [{ name: 'image', type: 'IMAGE' }, { name: 'mask', type: 'IMAGE_BINARY', optional: true }],
    outputs: [{ name: 'image', type: 'IMAGE' }],
    parameters: [{ name: 'shades', type: 'INTEGER', min: 2, max: 64, default: '4', description: 'Shades of a channel.' }],
  });
});

test('pictures and parameters arrive as they are, and the result comes back byte by byte', async () => {
  const samples = Array.from({ length: 5 * 7 * 4 }, (_, i) => (i * 37) % 256);
  const [value] = await bench.call('tones.posterize', [picture(5, 7, samples), null], { parameters: { shades: 2 } });
  expect(rasterOf(value)).toMatchObject({ width: 5, height: 7, channels: 4, meaning: 'PLAIN' });
  expect([...rasterOf(value).data]).toEqual(samples.map((sample, i) => (i % 4 === 3 ? sample : sample < 128 ? 0 : 255)));
});

test('an optional input that is connected changes what is done', async () => {
  const [value] = await bench.call('tones.posterize', [picture(2, 1, [100, 100]), picture(2, 1, [0, 255])], { parameters: { shades: 2 } });
  expect([...rasterOf(value).data]).toEqual([100, 0]);
});

test('a picture of twelve megapixels goes through within its bytes', async () => {
  const data = Buffer.alloc(36_000_000, 51);
  const [value] = await bench.call('tones.brightness', [picture(4_000, 3_000, data)], { parameters: { scale: 'percent', digits: 0 }, call: { maxPixels: 12_000_000 } });
  expect(jsonOf(value)).toEqual({ scale: 'percent', mean: 20 });
});

test('what a function prints comes line by line, all of it before its result', async () => {
  const from = bench.said.length;
  const [value] = await bench.call('trial.talk', [picture(3, 1, [1, 2, 3])]);
  expect(jsonOf(value)).toEqual({ width: 3 });
  expect(bench.said.slice(from)).toEqual(['one', 'two', 'three', 'four', 'five']);
});

test.each([
  ['fail', /^too dark \(.*trial\.ts:6:9\)$/],
  ['nothing', /run must return an object with the outputs data/],
  ['map', /output data: holds a Map; return plain values/],
  ['nan', /output data: holds NaN/],
  ['short', /output image: a picture of 2 × 2 × 3 has 12 bytes, not 11/],
  ['floats', /output image: must be a picture .* a Uint8Array or a Buffer/],
  ['grey', /output mask: a binary picture has the samples 0 and 255 only/],
  ['wide', /output image: a picture of 1001 × 1000 has more than 1000000 pixels/],
])('%s fails with what is wrong, and the process stays', async (name, message) => {
  const before = await pid();
  const call = bench.call(`trial.${name}`, dot);
  await expect(call).rejects.toThrow(NodeFailure);
  await expect(call).rejects.toThrow(message);
  expect(await pid()).toBe(before);
});

test.each([
  ['leave', /the process of the function ended: exit code 7/],
  ['huge', /pictures of 64000000 bytes were returned, at most 4000000 are taken here/],
])('%s fails, and the next call has a new process', async (name, message) => {
  const before = await pid();
  await expect(bench.call(`trial.${name}`, dot)).rejects.toThrow(message);
  expect(await pid()).not.toBe(before);
});

test.each(['hang', 'block'])('a function that does not heed its signal (%s) is ended with its process', async (name) => {
  const before = await pid();
  const end = new AbortController();
  const call = bench.call(`trial.${name}`, dot, { call: { signal: end.signal, say: () => end.abort() } });
  await expect(call).rejects.toThrow(/abandoned/);
  expect(() => process.kill(before, 0)).toThrow(/ESRCH/);
  expect(await pid()).not.toBe(before);
});

test('a function that heeds its signal keeps its process', async () => {
  const before = await pid();
  const end = new AbortController();
  const said: string[] = [];
  await expect(bench.call('trial.heed', dot, { call: { signal: end.signal, say: (line) => (said.push(line), end.abort()) } })).rejects.toThrow(/abandoned/);
  expect(said).toEqual(['waiting', 'heard']);
  expect(await pid()).toBe(before);
});

test('calls at the same time are carried out one after the other', async () => {
  const values = await Promise.all(Array.from({ length: 8 }, (_, i) => bench.call('trial.talk', [picture(i + 1, 1, Array.from({ length: i + 1 }, () => 0))])));
  expect(values.map(([value]) => jsonOf(value))).toEqual(values.map((_, i) => ({ width: i + 1 })));
});

test('a process has none of the runner\'s secrets, and works where its file is', async () => {
  const [value] = await bench.call('trial.who', dot);
  const { environment, directory } = jsonOf(value) as { environment: string[]; directory: string };
  expect(environment).toContain('PATH');
  expect(environment).not.toContain('SWITCHYARD_RUNNER_KEY');
  expect(directory).toBe(path.dirname(TRIAL));
});

async function pid(): Promise<number> {
  const [value] = await bench.call('trial.who', dot);
  return (jsonOf(value) as { pid: number }).pid;
}
