// Built-in filters against sums, sorts and walks over neighbourhoods, one pixel at a time.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Raster } from '../../src/runner/graph/algorithm-code.ts';
import { binaries, drawn, expectSamples, pictureBy, pictures, sampleAt } from './node-ground.ts';

const NUM_RUNS = 25;

const grayAt = (raster: Raster, x: number, y: number): number =>
  raster.channels === 1 ? sampleAt(raster, x, y) : Math.floor((19_595 * sampleAt(raster, x, y, 0) + 38_470 * sampleAt(raster, x, y, 1) + 7_471 * sampleAt(raster, x, y, 2)) / 65_536 + 0.5);

function around(x: number, y: number, radius: number): [number, number][] {
  return Array.from({ length: (2 * radius + 1) ** 2 }, (_, i) => [x - radius + (i % (2 * radius + 1)), y - radius + Math.floor(i / (2 * radius + 1))]);
}

test('a box blur is the mean of the square around, edges going on, and leaves alpha alone', async () => {
  await fc.assert(fc.asyncProperty(pictures([1, 3, 4], 14), fc.integer({ min: 1, max: 9 }), async (raster, radius) => {
    const blurred = await pictureBy('blur', [raster], { method: 'box', radius });
    expectSamples(blurred, (x, y, c) => (c === 3 ? sampleAt(raster, x, y, c) : around(x, y, radius).reduce((sum, [u, v]) => sum + sampleAt(raster, u, v, c), 0) / (2 * radius + 1) ** 2), 0.5);
  }), { numRuns: NUM_RUNS });
  const wide = drawn(7, 5, 3, (x, y, c) => (x * 31 + y * 57 + c * 91) % 256);
  expectSamples(await pictureBy('blur', [wide], { method: 'box', radius: 49 }), (x, y, c) => around(x, y, 49).reduce((sum, [u, v]) => sum + sampleAt(wide, u, v, c), 0) / 99 ** 2, 0.5);
});

test('a median is the middle of the sorted square around, edges going on, and leaves alpha alone', async () => {
  await fc.assert(fc.asyncProperty(pictures([1, 3, 4], 14), fc.integer({ min: 1, max: 4 }), async (raster, radius) => {
    const middle = ((2 * radius + 1) ** 2 - 1) / 2;
    expectSamples(await pictureBy('blur', [raster], { method: 'median', radius }), (x, y, c) => (c === 3 ? sampleAt(raster, x, y, c) : around(x, y, radius).map(([u, v]) => sampleAt(raster, u, v, c)).sort((a, b) => a - b)[middle]!));
  }), { numRuns: NUM_RUNS });
});

function gaussianAt(raster: Raster, sigma: number): (x: number, y: number, c: number) => number {
  const reach = Math.ceil(4 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)));
  const all = weights.reduce((sum, weight) => sum + weight, 0) ** 2;
  return (x, y, c) => {
    let sum = 0;
    for (const [i, down] of weights.entries()) for (const [j, across] of weights.entries()) sum += down * across * sampleAt(raster, x + j - reach, y + i - reach, c);
    return sum / all;
  };
}

test('a Gaussian blur agrees with the whole double sum within 1.3, of one pixel and of one row too', async () => {
  const noise = drawn(20, 13, 3, (x, y, c) => (x * x * 37 + y * 101 + c * 59 + x * y * 13) % 256);
  for (const sigma of [0.5, 1.5, 4]) expectSamples(await pictureBy('blur', [noise], { sigma }), gaussianAt(noise, sigma), 1.3);
  const seen = drawn(9, 7, 4, (x, y, c) => (c === 3 ? x * 28 : (x * 71 + y * 43 + c * 9) % 256));
  const blur = gaussianAt(seen, 1);
  expectSamples(await pictureBy('blur', [seen], { sigma: 1 }), (x, y, c) => (c === 3 ? sampleAt(seen, x, y, c) : blur(x, y, c)), 1.3);
  for (const thin of [drawn(1, 1, 1, () => 77), drawn(1, 40, 1, (_, y) => y * 6), drawn(40, 1, 3, (x) => x * 6)]) expectSamples(await pictureBy('blur', [thin], { sigma: 2 }), gaussianAt(thin, 2), 1.3);
});

test('sharpening adds the difference from the blurred picture, where it is above the threshold', async () => {
  await fc.assert(fc.asyncProperty(pictures([1, 3, 4], 16), fc.constantFrom(0.5, 1, 3), fc.constantFrom(0, 0.7, 4), fc.constantFrom(0, 20), async (raster, sigma, amount, threshold) => {
    const blurred = await pictureBy('blur', [raster], { sigma });
    expectSamples(await pictureBy('sharpen', [raster], { sigma, amount, threshold }), (x, y, c) => {
      const value = sampleAt(raster, x, y, c);
      const difference = value - sampleAt(blurred, x, y, c);
      return c === 3 || Math.abs(difference) <= threshold ? value : Math.min(255, Math.max(0, value + amount * difference));
    }, 0.501);
  }), { numRuns: NUM_RUNS });
});

test('a fixed threshold sets what is above it, an adaptive one what is above the mean around less the offset, and inverted the rest', async () => {
  await fc.assert(fc.asyncProperty(pictures([1, 3, 4], 14), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: -20, max: 20 }), fc.boolean(), async (raster, value, radius, offset, invert) => {
    const fixed = await pictureBy('threshold', [raster], { value, invert });
    expect([fixed.channels, fixed.meaning]).toEqual([1, 'BINARY']);
    expectSamples(fixed, (x, y) => ((grayAt(raster, x, y) > value) !== invert ? 255 : 0));
    const area = (2 * radius + 1) ** 2;
    expectSamples(await pictureBy('threshold', [raster], { method: 'adaptive_mean', radius, offset, invert }), (x, y) =>
      ((grayAt(raster, x, y) + offset) * area > around(x, y, radius).reduce((sum, [u, v]) => sum + grayAt(raster, u, v), 0) !== invert ? 255 : 0));
  }), { numRuns: NUM_RUNS });
});

test('the threshold found leaves the two sides with the least variance within them; a picture of one value has nothing above', async () => {
  await fc.assert(fc.asyncProperty(pictures([1], 16), async (raster) => {
    const binary = await pictureBy('threshold', [raster], { method: 'otsu' });
    const values = [...raster.data];
    const spread = (part: number[]) => {
      const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
      return part.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    };
    const within = (isAbove: (i: number) => boolean) => spread(values.filter((_, i) => isAbove(i))) + spread(values.filter((_, i) => !isAbove(i)));
    const cuts = [...new Set(values)].sort((a, b) => a - b).slice(0, -1);
    if (cuts.length === 0) return expectSamples(binary, () => 0);
    const set = values.filter((_, i) => binary.data[i] === 255);
    expect(Math.min(...set), 'all set ones are above all others').toBeGreaterThan(Math.max(...values.filter((_, i) => binary.data[i] === 0)));
    const best = Math.min(...cuts.map((cut) => within((i) => values[i]! > cut)));
    expect(within((i) => binary.data[i] === 255)).toBeLessThanOrEqual(best * (1 + 1e-9) + 1e-6);
  }), { numRuns: NUM_RUNS });
});

const KERNELS = { rectangle: () => true, ellipse: (dx: number, dy: number, r: number) => dx * dx + dy * dy <= r * r, cross: (dx: number, dy: number) => dx === 0 || dy === 0 };

// Straight from the definition: the extreme over the kernel's pixels within the picture.
function extremes(raster: Raster, shape: keyof typeof KERNELS, radius: number, pick: (...values: number[]) => number): Raster {
  return drawn(raster.width, raster.height, raster.channels, (x, y, c) => {
    const kernel = around(x, y, radius).filter(([u, v]) => KERNELS[shape](u - x, v - y, radius) && u >= 0 && v >= 0 && u < raster.width && v < raster.height);
    return pick(...kernel.map(([u, v]) => sampleAt(raster, u, v, c)));
  });
}

test('morphology is the extremes over the kernel within the picture, one after the other, for every shape and operation', async () => {
  const operations = ['open', 'close', 'erode', 'dilate', 'top_hat', 'black_hat', 'gradient'] as const;
  const shapes = ['rectangle', 'ellipse', 'cross'] as const;
  await fc.assert(fc.asyncProperty(fc.oneof(binaries(16), pictures([1, 3], 16)), fc.constantFrom(...operations), fc.constantFrom(...shapes), fc.integer({ min: 1, max: 6 }), async (raster, operation, shape, radius) => {
    const erode = (from: Raster) => extremes(from, shape, radius, Math.min);
    const dilate = (from: Raster) => extremes(from, shape, radius, Math.max);
    const less = (one: Raster, other: Raster): Raster => ({ ...one, data: one.data.map((value, i) => value - other.data[i]!) });
    const expected = { erode, dilate, open: (r: Raster) => dilate(erode(r)), close: (r: Raster) => erode(dilate(r)), top_hat: (r: Raster) => less(r, dilate(erode(r))), black_hat: (r: Raster) => less(erode(dilate(r)), r), gradient: (r: Raster) => less(dilate(r), erode(r)) }[operation](raster);
    const result = await pictureBy(raster.meaning === 'BINARY' ? 'morphology' : 'morphology_gray', [raster], { operation, shape, radius });
    expect(result.meaning).toBe(raster.meaning);
    expectSamples(result, (x, y, c) => sampleAt(expected, x, y, c));
  }), { numRuns: 3 * NUM_RUNS });
});

test('a kernel larger than the picture sees all of it; a round one grows a dot into a disk', async () => {
  const dot = { ...drawn(120, 110, 1, (x, y) => (x === 60 && y === 55 ? 255 : 0)), meaning: 'BINARY' as const };
  expectSamples(await pictureBy('morphology', [dot], { operation: 'dilate', shape: 'ellipse', radius: 49 }), (x, y) => ((x - 60) ** 2 + (y - 55) ** 2 <= 49 ** 2 ? 255 : 0));
  const small = { ...drawn(3, 2, 1, (x) => (x === 0 ? 255 : 0)), meaning: 'BINARY' as const };
  for (const shape of ['rectangle', 'ellipse']) expectSamples(await pictureBy('morphology', [small], { operation: 'dilate', shape, radius: 49 }), () => 255);
  const clear = drawn(5, 5, 4, (x, y, c) => (c === 3 ? x * 50 : x === 2 && y === 2 ? 200 : 0));
  expectSamples(await pictureBy('morphology_gray', [clear], { operation: 'dilate' }), (x, y, c) => (c === 3 ? x * 50 : Math.abs(x - 2) < 2 && Math.abs(y - 2) < 2 ? 200 : 0));
});

test('of a picture that nobody called binary the bright half is set; of binary and label ones all that is not 0', async () => {
  const ramp = drawn(256, 1, 1, (x) => x);
  const set = async (raster: Raster) => (await pictureBy('morphology', [raster], { operation: 'open', shape: 'cross' })).data.findIndex((value) => value === 255);
  expect([await set(ramp), await set({ ...ramp, meaning: 'LABEL' }), await set({ ...ramp, meaning: 'BINARY' })]).toEqual([128, 1, 1]);
});
