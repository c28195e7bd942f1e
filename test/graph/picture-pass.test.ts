// A small picture that goes through its node in one call of the image library; nobody may see a difference to reading, changing and writing it one after the other.
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { THUMBNAIL } from '../../src/domain/graph/graph-value.ts';
import type { AlgorithmCode, ParameterValues } from '../../src/runner/graph/algorithm-code.ts';
import { BUILT_IN_CODE } from '../../src/runner/graph/built-in/built-in-code.ts';
import { carryOutGraph, type GraphHands } from '../../src/runner/graph/host/carry-out-graph.ts';
import type { GraphJob, JobNode } from '../../src/runner/graph/host/graph-job.ts';
import { passNode } from '../../src/runner/graph/host/pass-node.ts';
import { MAX_PASS_SIDE, throughPass } from '../../src/runner/graph/picture/pass-picture.ts';
import { drawn } from './node-ground.ts';

const BOUNDS = { maxPixels: 1_000_000, maxBytes: 10_000_000 };
const GAUSSIAN = { method: 'gaussian', sigma: 1.5, radius: 1 };
const CODES = new Map(BUILT_IN_CODE.map((code) => [code.description.name, code]));
/** The same algorithms without passes: everything step by step. */
const STEPWISE: ReadonlyMap<string, AlgorithmCode> = new Map(BUILT_IN_CODE.map(({ description, run }) => [description.name, { description, run }]));

function picture(width: number, height: number, channels: 1 | 3): Sharp {
  const { data } = drawn(width, height, channels, (x, y, c) => (x * 7 + y * 11 + c * 40 + ((x * 97 + y * 57) % 23)) % 256);
  const pipeline = sharp(data, { raw: { width, height, channels } });
  return channels === 1 ? pipeline.toColourspace('b-w') : pipeline;
}

function nodeOf(name: string, parameters: ParameterValues, source = { source: -1, output: 0 }): JobNode {
  const { inputs, outputs } = CODES.get(name)!.description;
  return { algorithm: name, isElsewhere: false, inputs: inputs.map((port) => ({ port, from: source })), outputs, parameters };
}

function jobOf(nodes: readonly JobNode[], bytes: Uint8Array, rest: Partial<GraphJob> = {}): GraphJob {
  return { nodes, inputs: [{ type: 'image', bytes }], wanted: [{ node: nodes.length - 1, output: 0 }], parallel: 2, ...BOUNDS, ...rest };
}

/** What comes of it, and what is told meanwhile. */
async function carriedOut(job: GraphJob, codes: GraphHands['codes']) {
  const told: string[] = [];
  const hands: GraphHands = {
    codes, signal: new AbortController().signal,
    begin: (node) => told.push(`${node} begins`), end: (node, outputs) => told.push(`${node} ends: ${outputs.join()}`), say: (line) => told.push(line),
    call: () => Promise.reject(new Error('nothing is carried out elsewhere')),
  };
  const { end, rest } = await carryOutGraph(job, hands);
  await rest;
  return { end, told };
}

const smooth = (): JobNode => nodeOf('sy_blur', GAUSSIAN);
const turn = (angle: number): JobNode => nodeOf('sy_rotate', { angle, interpolation: 'bilinear', background: '#000000' });

describe('the same as step by step, to the byte', () => {
  test.each([
    ['colour', () => picture(64, 48, 3).jpeg()],
    ['held upright by its camera', () => picture(64, 48, 3).withMetadata({ orientation: 6 }).jpeg()],
    ['mirrored by its camera', () => picture(31, 47, 3).withMetadata({ orientation: 5 }).jpeg()],
    ['with colours of its own', () => picture(64, 48, 3).withIccProfile('p3').jpeg()],
    ['progressive, with shared chroma', () => picture(63, 49, 3).jpeg({ progressive: true, chromaSubsampling: '4:2:0' })],
    ['one pixel', () => picture(1, 1, 3).jpeg()],
    ['as long as it may be', () => picture(MAX_PASS_SIDE, 9, 3).jpeg()],
  ] as const)('a picture that is %s', async (_, made) => {
    const bytes = await made().toBuffer();
    for (const node of [smooth(), nodeOf('sy_blur', { ...GAUSSIAN, sigma: 20 }), turn(90), turn(180), turn(-90)]) {
      const job = jobOf([node], bytes);
      expect(passNode(job, CODES)).toMatchObject({ input: 0 });
      const [one, other] = [await carriedOut(job, CODES), await carriedOut(job, STEPWISE)];
      expect(one.end).toMatchObject({ type: 'done' });
      expect(one.end).toEqual(other.end);
      // Its beginning is told with its end: both would be by then.
      expect(one.told).toEqual(other.told.filter((line) => line !== '0 begins'));
      expect(other.told).toContain('0 begins');
    }
  });

  test('a picture of noise, whose file is too large to be shown as it is, has a thumbnail of its size', async () => {
    let seed = 7;
    const { data } = drawn(MAX_PASS_SIDE, MAX_PASS_SIDE, 3, () => (seed = (seed * 48_271) % 2_147_483_647) % 256);
    const bytes = await sharp(data, { raw: { width: MAX_PASS_SIDE, height: MAX_PASS_SIDE, channels: 3 } }).jpeg({ quality: 100 }).toBuffer();
    const job = jobOf([turn(90)], bytes);
    const passed = await throughPass(bytes, BOUNDS, passNode(job, CODES)!.pass);
    expect(passed!.file.bytes.length).toBeGreaterThan(THUMBNAIL.bytes);
    expect(passed!.file.thumbnail!.length).toBeLessThanOrEqual(THUMBNAIL.bytes);
    expect(await sharp(passed!.file.thumbnail).metadata()).toMatchObject({ width: MAX_PASS_SIDE, height: MAX_PASS_SIDE });
    const other = (await carriedOut(job, STEPWISE)).end;
    expect(other).toMatchObject({ type: 'done', outputs: [{ bytes: passed!.file.bytes }] });
  });

  test('a file that was changed anywhere gives the same result, or is refused in the same words before any node has begun', async () => {
    const jpeg = await picture(24, 16, 3).jpeg({ quality: 40 }).toBuffer();
    const change = fc.tuple(fc.oneof(fc.nat(jpeg.length - 1), fc.nat(200)), fc.constantFrom(0, 1, 3, 4, 0xc0, 0xc2, 0xc4, 0xff, 0x7f));
    await fc.assert(fc.asyncProperty(fc.array(change, { maxLength: 3 }), fc.option(fc.nat(jpeg.length)), async (changes, cut) => {
      const bytes = Buffer.from(jpeg.subarray(0, cut ?? jpeg.length));
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      const [one, other] = [await carriedOut(jobOf([smooth()], bytes), CODES), await carriedOut(jobOf([smooth()], bytes), STEPWISE)];
      expect(one.end).toEqual(other.end);
      if (one.end.type === 'failed') expect(one.told).toEqual([]);
    }), { numRuns: 100 });
  });
});

describe('what goes step by step', () => {
  test('a picture that is larger, is grey, has inks, is no JPEG, or has more samples than the run may take', async () => {
    const { pass } = passNode(jobOf([smooth()], Buffer.alloc(0)), CODES)!;
    const jpeg = await picture(64, 48, 3).jpeg().toBuffer();
    expect(await throughPass(jpeg, BOUNDS, pass)).not.toBeNull();
    expect(await throughPass(jpeg, { ...BOUNDS, maxPixels: 64 * 48 - 1 }, pass)).toBeNull();
    expect(await throughPass(jpeg, { ...BOUNDS, maxBytes: 64 * 48 * 3 - 1 }, pass)).toBeNull();
    expect(await throughPass(await picture(MAX_PASS_SIDE + 1, 3, 3).jpeg().toBuffer(), BOUNDS, pass)).toBeNull();
    expect(await throughPass(await picture(64, 48, 3).png().toBuffer(), BOUNDS, pass)).toBeNull();
    expect(await throughPass(await picture(64, 48, 1).jpeg().toBuffer(), BOUNDS, pass)).toBeNull();
    expect(await throughPass(await picture(64, 48, 3).toColourspace('cmyk').jpeg().toBuffer(), BOUNDS, pass)).toBeNull();
    expect(await throughPass(Buffer.alloc(0), BOUNDS, pass)).toBeNull();
  });

  test('a node with parameters that are more than one call, that is not alone, that is carried out elsewhere, that has no picture, or that nobody asked', () => {
    const none = (nodes: readonly JobNode[], rest: Partial<GraphJob> = {}) => expect(passNode(jobOf(nodes, Buffer.alloc(0), rest), CODES)).toBeNull();
    none([nodeOf('sy_blur', { ...GAUSSIAN, method: 'box' })]);
    none([nodeOf('sy_blur', { ...GAUSSIAN, method: 'median' })]);
    none([turn(0)]);
    none([turn(45)]);
    none([nodeOf('sy_invert', {})]);
    none([nodeOf('sy_overlay', {})]);
    none([{ ...smooth(), isElsewhere: true }]);
    none([smooth(), turn(90)]);
    none([smooth(), nodeOf('sy_invert', {}, { source: 0, output: 0 })]);
    none([smooth()], { wanted: [] });
    none([smooth()], { inputs: [{ type: 'DATA_DICT', bytes: Buffer.from('{}') }] });
    none([]);
  });

  test('the second picture of a run is the one that goes through where the node reads that one, and one output may be wanted twice', async () => {
    const [first, second] = [await picture(40, 30, 3).png().toBuffer(), await picture(20, 10, 3).jpeg().toBuffer()];
    const job = jobOf([nodeOf('sy_blur', GAUSSIAN, { source: -1, output: 1 })], first, { inputs: [{ type: 'image', bytes: first }, { type: 'image', bytes: second }], wanted: [{ node: 0, output: 0 }, { node: 0, output: 0 }] });
    expect(passNode(job, CODES)).toMatchObject({ input: 1 });
    const [one, other] = [await carriedOut(job, CODES), await carriedOut(job, STEPWISE)];
    expect(one.end).toEqual(other.end);
    expect(one.told).toEqual(['0 ends: image 20x10x3']);
  });
});
