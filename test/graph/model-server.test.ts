// Models on servers as algorithms: real tensors over HTTP in both forms, every reading, and everything that can go wrong.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import sharp from 'sharp';
import { algorithmsAt } from '../../src/domain/graph/algorithm-input.ts';
import { NodeFailure, type AlgorithmSourceHouse, type NodeCall, type NodeValue } from '../../src/runner/graph/algorithm-code.ts';
import { openModelServers } from '../../src/runner/graph/model-server/open-model-servers.ts';
import { parameterReading } from '../../src/domain/graph/parameter-value.ts';
import { jsonOf, picture, rasterOf } from './function-bench.ts';
import { modelPeer, type ModelPeer, type PeerModel, type PeerTensor } from './model-peer.ts';

const spec = (name: string, datatype: string, shape: readonly number[]): PeerModel['input'] => ({ name, datatype, shape });
const numbersOf = ({ data }: PeerTensor): number[] => data as number[];
/** Mean of each plane of a tensor whose planes come first. */
const planeMeans = (input: PeerTensor): number[] => {
  const [, planes = 0, height = 0, width = 0] = input.shape;
  return Array.from({ length: planes }, (_, plane) => numbersOf(input).slice(plane * height * width, (plane + 1) * height * width).reduce((sum, value) => sum + value, 0) / (height * width));
};

const models: { readonly [name: string]: PeerModel } = {
  means: { input: spec('x', 'FP32', [-1, 3, -1, -1]), outputs: [spec('means', 'FP32', [-1, 3])], run: (x) => [{ name: 'means', datatype: 'FP32', shape: [1, 3], data: planeMeans(x) }] },
  // A 3 × 3 kernel that is not symmetric, so that a turned or mirrored picture would show.
  kernel: {
    input: spec('x', 'FP32', [1, 1, 4, 5]), outputs: [spec('y', 'FP32', [1, 1, 4, 5])],
    run: (x) => [{ name: 'y', datatype: 'FP32', shape: x.shape, data: convolved(numbersOf(x), 5, 4) }],
  },
  echo: { input: spec('x', 'UINT8', [-1, -1, 3]), outputs: [spec('y', 'UINT8', [-1, -1, 3])], run: (x) => [{ ...x, name: 'y' }] },
  half: { input: spec('x', 'FP16', [1, 2, 2, 1]), outputs: [spec('y', 'FP32', [4])], run: (x) => [{ name: 'y', datatype: 'FP32', shape: [4], data: x.data }] },
  // Class 0 where it is dark, 1 where red is most, 2 where green is, 3 where blue is.
  classes: {
    input: spec('x', 'UINT8', [1, -1, -1, 3]), outputs: [spec('y', 'FP32', [1, 4, -1, -1])],
    run: (x) => {
      const [, height = 0, width = 0] = x.shape;
      const at = (pixel: number, channel: number): number => numbersOf(x)[pixel * 3 + channel]!;
      return [{ name: 'y', datatype: 'FP32', shape: [1, 4, height, width], data: [0, 1, 2, 3].flatMap((plane) => Array.from({ length: height * width }, (_, pixel) => (plane === 0 ? 100 : at(pixel, plane - 1)))) }];
    },
  },
  many: {
    input: spec('x', 'UINT8', [-1, -1, 1]), outputs: [spec('a', 'INT64', [2]), spec('b', 'BYTES', [2]), spec('c', 'FP32', [2])],
    run: () => [{ name: 'a', datatype: 'INT64', shape: [2], data: [-5, 7] }, { name: 'b', datatype: 'BYTES', shape: [2], data: ['one', 'zwölf'] }, { name: 'c', datatype: 'FP32', shape: [2], data: [0.5, -2] }],
  },
  vague: { input: spec('x', 'UINT8', [-1, -1, -1]), outputs: [spec('y', 'UINT8', [-1, -1, -1])], run: (x) => [{ ...x, name: 'y' }] },
  batch: { input: spec('x', 'UINT8', [8, 3, 2, 2]), outputs: [spec('y', 'UINT8', [1])], run: () => [] },
};

function convolved(x: readonly number[], width: number, height: number): number[] {
  const weights = [1, 2, 0, 0, 1, -1, 0, 0, 3];
  return Array.from({ length: width * height }, (_, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    return weights.reduce((sum, weight, k) => {
      const [y, z] = [row + Math.floor(k / 3) - 1, column + (k % 3) - 1];
      return y < 0 || z < 0 || y >= height || z >= width ? sum : sum + weight * x[y * width + z]!;
    }, 0);
  });
}

let peer: ModelPeer;
let house: AlgorithmSourceHouse;
const logged: string[] = [];
const write = (_: object, message: string): void => void logged.push(message);
const log = { info: write, warn: write, error: write };
const NEVER = new AbortController().signal;
beforeAll(async () => {
  peer = await modelPeer(models);
  house = await openModelServers(new Map([['peer', peer.url]]), { log });
});
afterEach(() => {
  peer.trouble = undefined;
  peer.isBinary = true;
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await peer[Symbol.asyncDispose]();
});

interface Given {
  readonly [parameter: string]: string;
}

function ask(word: string, value: NodeValue, given: Given, options: { readonly house?: AlgorithmSourceHouse; readonly call?: Partial<NodeCall> } = {}): Promise<readonly NodeValue[]> {
  const code = (options.house ?? house).algorithms.find(({ description }) => description.name.endsWith(`.${word}`))!;
  const parameters = Object.fromEntries(code.description.parameters.map((parameter) => {
    const reading = parameterReading(parameter, given[parameter.name] ?? parameter.default);
    if ('fault' in reading) throw new Error(`${parameter.name} ${reading.fault}`);
    return [parameter.name, reading.value] as const;
  }));
  return code.run({ inputs: [value], parameters, signal: NEVER, maxPixels: 1_000_000, say: () => undefined, ...options.call });
}

const ramp = (width: number, height: number, channels: number): number[] => Array.from({ length: width * height * channels }, (_, i) => (i * 29 + 7) % 256);

test('each server has algorithms of its own, with descriptions that a server accepts', async () => {
  await using other = await openModelServers(new Map([['a', 'http://127.0.0.1:1'], ['b', 'http://127.0.0.1:2']]), { log });
  const described = other.algorithms.map(({ description }) => description);
  expect(algorithmsAt(described, [])).toEqual(described);
  expect(described.map(({ name }) => name)).toEqual(['a', 'b'].flatMap((server) => ['classify', 'segment', 'image', 'numbers', 'data'].map((word) => `oip.${server}.${word}`)));
});

test.each(['JSON', 'BINARY'])('a model gets the numbers of the picture, channel by channel, and its answer becomes a table (%s)', async (transport) => {
  const samples = ramp(3, 2, 3);
  const [value] = await ask('numbers', picture(3, 2, samples), { model: 'means', version: '3', scale: '0.5', mean: '1,2,3', std: '2', transport });
  const expected = [0, 1, 2].map((channel) => {
    const own = samples.filter((_, i) => i % 3 === channel).map((sample) => (sample * 0.5 - (channel + 1)) / 2);
    return own.reduce((sum, number) => sum + number, 0) / own.length;
  });
  const { values, headers } = jsonOf(value) as { values: string[][]; headers: string[] };
  expect(headers).toEqual(['means']);
  expect(values).toHaveLength(1);
  values[0]!.forEach((text, i) => expect(Number(text)).toBeCloseTo(expected[i]!, 4));
  expect(peer.asked.at(-1)).toBe(transport === 'JSON' ? 'as JSON' : 'as bytes');
});

test('AUTO takes bytes only where the server says that it takes them', async () => {
  await using plain = await modelPeer(models);
  plain.isBinary = false;
  await using other = await openModelServers(new Map([['plain', plain.url]]), { log });
  await ask('numbers', picture(1, 1, [1, 2, 3]), { model: 'means' }, { house: other });
  await ask('numbers', picture(1, 1, [1, 2, 3]), { model: 'means' });
  expect([plain.asked.at(-1), peer.asked.at(-1)]).toEqual(['as JSON', 'as bytes']);
  await expect(ask('numbers', picture(2, 2, [1, 2, 3, 4]), { model: 'half' }, { house: other })).rejects.toThrow(/takes FP16, which travels as bytes only; set the parameter transport to BINARY/);
});

test('a kernel over a grey picture gives the picture that a plain computation gives', async () => {
  const samples = ramp(5, 4, 1);
  const [value] = await ask('image', picture(5, 4, samples), { model: 'kernel', output_scale: '0.25', output_offset: '10' });
  expect([...rasterOf(value).data]).toEqual(convolved(samples, 5, 4).map((number) => Math.min(Math.max(Math.round(number * 0.25 + 10 - 1e-9), 0), 255)));
});

test('packed channels come back as they went, also in the order of blue, green and red', async () => {
  const samples = ramp(4, 3, 3);
  const [same] = await ask('image', picture(4, 3, samples), { model: 'echo' });
  expect(rasterOf(same)).toMatchObject({ width: 4, height: 3, channels: 3 });
  expect([...rasterOf(same).data]).toEqual(samples);
  const [turned] = await ask('image', picture(4, 3, samples), { model: 'echo', colour: 'BGR' });
  expect([...rasterOf(turned).data]).toEqual(samples.map((_, i) => samples[i - (i % 3) + 2 - (i % 3)]));
});

test('grey becomes colour and alpha is left out where the model has three channels', async () => {
  const [grey] = await ask('image', picture(2, 1, [7, 9]), { model: 'echo' });
  expect([...rasterOf(grey).data]).toEqual([7, 7, 7, 9, 9, 9]);
  const [alpha] = await ask('image', picture(1, 1, [1, 2, 3, 4]), { model: 'echo' });
  expect([...rasterOf(alpha).data]).toEqual([1, 2, 3]);
});

test('a picture of another size is stretched to the size of the model, or refused where that is not wanted', async () => {
  const flat = picture(10, 8, Array.from({ length: 80 }, () => 100));
  const [value] = await ask('image', flat, { model: 'kernel', output_scale: '0.1' });
  expect(rasterOf(value)).toMatchObject({ width: 5, height: 4 });
  expect(rasterOf(value).data[7]).toBe(60);
  await expect(ask('image', flat, { model: 'kernel', fit: 'NONE' })).rejects.toThrow(/the picture is 10 × 8, and the input x takes 5 × 4; set the parameter fit/);
});

test('numbers of 16 bits arrive as the nearest ones', async () => {
  const [value] = await ask('data', picture(2, 2, [0, 1, 100, 255]), { model: 'half', scale: '0.00392156862745098' });
  const { data } = (jsonOf(value) as { y: { data: number[] } }).y;
  data.forEach((number, i) => expect(Math.abs(number - [0, 1, 100, 255][i]! / 255)).toBeLessThan(0.0003));
  expect([data[0], data[3]]).toEqual([0, 1]);
});

test('a mask has the best class of each pixel, at the size of the picture', async () => {
  const value = picture(2, 2, [200, 0, 0, 0, 200, 0, 0, 0, 200, 10, 10, 10]);
  const [mask] = await ask('segment', value, { model: 'classes', labels: 'dark, red, green, blue' });
  const json = jsonOf(mask) as { mask: string; classes: string[]; colors: object[] };
  expect(json.classes).toEqual(['dark', 'red', 'green', 'blue']);
  expect(json.colors).toHaveLength(4);
  const { data, info } = await sharp(Buffer.from(json.mask, 'base64')).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([2, 2, 1]);
  expect([...data]).toEqual([1, 2, 3, 0]);
  await expect(ask('segment', value, { model: 'classes', labels: 'dark, red' })).rejects.toThrow(/labels names 2 classes, and the model has 4/);
});

test('classes come best first, with their names, as scores or as shares', async () => {
  const value = picture(1, 1, [10, 30, 20]);
  const [scores] = await ask('classify', value, { model: 'means', labels: 'r,g,b', top: '2' });
  expect(jsonOf(scores)).toEqual({ classes: [{ index: 1, label: 'g', score: 30 }, { index: 2, label: 'b', score: 20 }] });
  const [shares] = await ask('classify', value, { model: 'means', softmax: 'true' });
  const { classes } = jsonOf(shares) as { classes: { label: string; score: number }[] };
  expect(classes[0]).toMatchObject({ label: 'class 1' });
  expect(classes.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 9);
  expect(classes[1]!.score / classes[0]!.score).toBeCloseTo(Math.exp(-10), 12);
});

test.each(['JSON', 'BINARY'])('all outputs of a model come as data, texts and long integers too (%s)', async (transport) => {
  const [value] = await ask('data', picture(1, 1, [3]), { model: 'many', transport });
  expect(jsonOf(value)).toEqual({
    a: { datatype: 'INT64', shape: [2], data: [-5, 7] },
    b: { datatype: 'BYTES', shape: [2], data: ['one', 'zwölf'] },
    c: { datatype: 'FP32', shape: [2], data: [0.5, -2] },
  });
});

test.each<[string, string, Given, RegExp]>([
  ['no model', 'data', {}, /the parameter model is empty; name a model/],
  ['a model that is not there', 'data', { model: 'nope' }, /the model server peer answered 404: there is no model nope/],
  ['a name that leads elsewhere', 'data', { model: '../../admin' }, /the parameter model must be letters, digits/],
  ['a version that is not there', 'data', { model: 'means', version: '9' }, /answered 400: model means has no version 9/],
  ['another input', 'data', { model: 'means', input: 'y' }, /the model has no input y; it has x/],
  ['several outputs', 'numbers', { model: 'many' }, /the model has several outputs; name one by the parameter output: a, b, c/],
  ['texts for numbers', 'numbers', { model: 'many', output: 'b' }, /the output b of the model has texts, not numbers/],
  ['a shape that tells nothing', 'image', { model: 'vague' }, /does not tell where the channels stand; set the parameter layout/],
  ['a model for many pictures', 'data', { model: 'batch' }, /takes 8 pictures at once, and one is sent/],
  ['too many means', 'data', { model: 'means', mean: '1,2' }, /the parameter mean must be one number, or 3 separated by commas/],
  ['a division by nothing', 'data', { model: 'means', std: '1,0,1' }, /the parameter std must not be 0/],
  ['no picture in the answer', 'image', { model: 'means' }, /the output means has the shape \[1, 3\], which is no picture's|has 3 channels|picture/],
])('%s is refused in words that say what to do', async (_what, word, given, message) => {
  const call = ask(word, picture(2, 2, ramp(2, 2, 3)), given);
  await expect(call).rejects.toThrow(NodeFailure);
  await expect(call).rejects.toThrow(message);
});

const inferring = (act: (response: import('node:http').ServerResponse) => void): ModelPeer['trouble'] => (request, response) => {
  if (request.method !== 'POST') return false;
  act(response);
  return true;
};
const json = (body: unknown): ModelPeer['trouble'] => inferring((response) => response.end(typeof body === 'string' ? body : JSON.stringify(body)));
const output = (more: object): object => ({ outputs: [{ name: 'means', datatype: 'FP32', shape: [1, 3], data: [1, 2, 3], ...more }] });

test.each<[string, ModelPeer['trouble'], RegExp]>([
  ['a redirect', inferring((response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end()), /answered with a redirect \(302\), which is not followed/],
  ['a page', json('<html>'), /answered something that is no JSON object/],
  ['an error of a proxy', inferring((response) => response.writeHead(502).end('<h1>Bad gateway</h1>')), /answered 502: <h1>Bad gateway<\/h1>/],
  ['no outputs', json({}), /answered without outputs/],
  ['another output', json(output({ name: 'other' })), /the model gave no output means; it gave other/],
  ['too few elements', json(output({ data: [1, 2] })), /the output means of the shape \[1, 3\] has 2 elements instead of 3/],
  ['a shape that is none', json(output({ shape: [-1, 3] })), /no known datatype or no shape/],
  ['texts among numbers', json(output({ data: [1, 'x', 3] })), /has "x" among its elements, which is no number/],
  ['bytes that are not there', json(output({ data: undefined, parameters: { binary_data_size: 12 } })), /the answer ends within the output means/],
  ['bytes of nobody', inferring((response) => response.writeHead(200, { 'Inference-Header-Content-Length': '2' }).end('{}xxx')), /answered without outputs/],
  ['a JSON part longer than the answer', inferring((response) => response.writeHead(200, { 'Inference-Header-Content-Length': '99' }).end('{}')), /announces a JSON part that its answer does not have/],
  ['a cut connection', inferring((response) => void response.destroy()), /the model server peer cannot be reached \(ECONNRESET\)|socket hang up/],
])('%s instead of an answer fails the node, and the next call is well', async (_what, trouble, message) => {
  const dot = picture(1, 1, [1, 2, 3]);
  peer.trouble = trouble;
  await expect(ask('numbers', dot, { model: 'means' })).rejects.toThrow(message);
  peer.trouble = undefined;
  await expect(ask('numbers', dot, { model: 'means' })).resolves.toHaveLength(1);
});

test('an answer without end is cut at its limit', async () => {
  let sent = 0;
  peer.trouble = inferring((response) => {
    const chunk = Buffer.alloc(4 * 1024 * 1024, 32);
    const more = (): void => {
      while (!response.destroyed && sent < 2 ** 30) {
        sent += chunk.length;
        if (!response.write(chunk)) return void response.once('drain', more);
      }
    };
    more();
  });
  await expect(ask('numbers', picture(1, 1, [1, 2, 3]), { model: 'means' })).rejects.toThrow(/answered with more than 268435456 bytes/);
  expect(sent).toBeLessThan(2 ** 29);
});

test('a server that does not answer is given up after its time, and at once when the run ends', async () => {
  peer.trouble = (request) => request.method === 'POST';
  await expect(ask('numbers', picture(1, 1, [1, 2, 3]), { model: 'means', timeout: '0.1' })).rejects.toThrow(/did not answer within 0\.1 s; give it more time by the parameter timeout/);
  const end = new AbortController();
  peer.trouble = (request) => request.method === 'POST' && (end.abort(), true);
  await expect(ask('numbers', picture(1, 1, [1, 2, 3]), { model: 'means' }, { call: { signal: end.signal } })).rejects.toThrow(/abandoned, because the run ends/);
});

test('a server that is gone is told by its name, not by its address, and is asked again when it is back', async () => {
  const gone = await modelPeer(models);
  await using other = await openModelServers(new Map([['gone', gone.url]]), { log });
  await ask('numbers', picture(1, 1, [1, 2, 3]), { model: 'means' }, { house: other });
  await gone.die();
  const call = ask('numbers', picture(1, 1, [1, 2, 3]), { model: 'means' }, { house: other });
  await expect(call).rejects.toThrow(/^the model server gone cannot be reached \(ECONN\w+\); look whether it is running/);
  await expect(call).rejects.not.toThrow(/127\.0\.0\.1/);
});
