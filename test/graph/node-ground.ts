// Built-in algorithms called as the executor calls them, and pictures to call them with.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { NodeCall, NodeValue, ParameterValues, Raster } from '../../src/runner/graph/algorithm-code.ts';
import { BUILT_IN_CODE } from '../../src/runner/graph/built-in/built-in-code.ts';

/** What a call says besides its values. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly maxPixels?: number;
  readonly lines?: string[];
}

/** Carries out the algorithm `sy_<name>` with the defaults of its parameters and those given, and sees to it that it gives what its description says. */
export async function carryOut(name: string, inputs: readonly (Raster | NodeValue | null)[], parameters: ParameterValues = {}, options: CallOptions = {}): Promise<readonly NodeValue[]> {
  const code = BUILT_IN_CODE.find(({ description }) => description.name === `sy_${name}`);
  if (code === undefined) throw new Error(`no built-in algorithm sy_${name}`);
  const call: NodeCall = {
    inputs: code.description.inputs.map((_, index) => valueOf(inputs[index] ?? null)),
    parameters: { ...Object.fromEntries(code.description.parameters.map((parameter) => [parameter.name, read(parameter.type, parameter.default)])), ...parameters },
    signal: options.signal ?? new AbortController().signal,
    maxPixels: options.maxPixels ?? 100_000_000,
    say: (line) => options.lines?.push(line),
  };
  const before = call.inputs.map((value) => (value?.type === 'image' ? value.raster.data.slice(0, 10_000) : null));
  const values = await code.run(call);
  expect(values.map((value) => value.type)).toEqual(code.description.outputs.map(({ type }) => (type.startsWith('IMAGE') ? 'image' : type)));
  for (const value of values) if (value.type === 'image') expect(value.raster.data.length).toBe(value.raster.width * value.raster.height * value.raster.channels);
  for (const [index, value] of call.inputs.entries()) if (value?.type === 'image') expect(sameBytes(value.raster.data.subarray(0, 10_000), before[index]!), 'an input was written to').toBe(true);
  return values;
}

/** The picture that an algorithm gives first. */
export async function pictureBy(name: string, inputs: readonly (Raster | NodeValue | null)[], parameters: ParameterValues = {}, options: CallOptions = {}): Promise<Raster> {
  const [value] = await carryOut(name, inputs, parameters, options);
  if (value?.type !== 'image') throw new Error(`sy_${name} gave no picture`);
  return value.raster;
}

/** The JSON of an output. */
export function jsonOf<T>(value: NodeValue | undefined): T {
  if (value === undefined || value.type === 'image') throw new Error('not a JSON value');
  return value.json as T;
}

/** A picture by what each sample is. */
export function drawn(width: number, height: number, channels: 1 | 3 | 4, at: (x: number, y: number, c: number) => number): Raster {
  const data = new Uint8Array(width * height * channels);
  for (let y = 0, i = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) for (let c = 0; c < channels; c += 1, i += 1) data[i] = at(x, y, c);
  return { width, height, channels, data };
}

/** A sample; the nearest one where the place lies outside. */
export function sampleAt({ width, height, channels, data }: Raster, x: number, y: number, c = 0): number {
  return data[(Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))) * channels + c]!;
}

/** Small pictures of noise, of few values, and of one value. */
export const pictures = (channels: readonly (1 | 3 | 4)[] = [1, 3, 4], side = 24): fc.Arbitrary<Raster> =>
  fc.record({ width: fc.integer({ min: 1, max: side }), height: fc.integer({ min: 1, max: side }), channels: fc.constantFrom(...channels), values: fc.constantFrom(256, 3, 2, 1) }).chain(({ width, height, channels, values }) =>
    fc.uint8Array({ minLength: width * height * channels, maxLength: width * height * channels }).map((noise) => ({ width, height, channels, data: noise.map((value) => (values === 256 ? value : Math.floor(((value % values) * 255) / Math.max(1, values - 1)))) })));

/** Small binary pictures, sparse to full. */
export const binaries = (side = 20): fc.Arbitrary<Raster> =>
  fc.record({ width: fc.integer({ min: 1, max: side }), height: fc.integer({ min: 1, max: side }), share: fc.constantFrom(0, 30, 100, 128, 200, 256) }).chain(({ width, height, share }) =>
    fc.uint8Array({ minLength: width * height, maxLength: width * height }).map((noise) => ({ width, height, channels: 1 as const, data: noise.map((value) => (value < share ? 255 : 0)), meaning: 'BINARY' as const })));

/** Expects every sample to be as the reference says, at most `off` away. */
export function expectSamples(raster: Raster, reference: (x: number, y: number, c: number) => number, off = 0): void {
  let worst: { x: number; y: number; c: number; is: number; expected: number } | null = null;
  let farthest = off;
  for (let y = 0, i = 0; y < raster.height; y += 1) for (let x = 0; x < raster.width; x += 1) for (let c = 0; c < raster.channels; c += 1, i += 1) {
    const expected = reference(x, y, c);
    const away = Math.abs(raster.data[i]! - expected);
    if (away <= farthest) continue;
    farthest = away;
    worst = { x, y, c, is: raster.data[i]!, expected };
  }
  expect(worst, `of ${raster.width} x ${raster.height} x ${raster.channels}`).toBeNull();
}

function valueOf(input: Raster | NodeValue | null): NodeValue | null {
  return input === null || 'type' in input ? input : { type: 'image', raster: input };
}

function read(type: string, text: string): string | number | boolean {
  if (type === 'BOOLEAN') return text === 'true';
  return type === 'INTEGER' || type === 'NUMBER' ? Number(text) : text;
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
