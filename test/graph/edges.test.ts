// Built-in edge detection against masks, angles and a walk by recursion.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Raster } from '../../src/runner/graph/algorithm-code.ts';
import { drawn, expectSamples, pictureBy, pictures, sampleAt } from './node-ground.ts';

const NUM_RUNS = 60;
const MASK = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]] as const;

function gradientAt(raster: Raster, x: number, y: number): [number, number] {
  let [dx, dy] = [0, 0];
  for (let v = -1; v <= 1; v += 1) for (let u = -1; u <= 1; u += 1) {
    dx += MASK[v + 1]![u + 1]! * sampleAt(raster, x + u, y + v);
    dy += MASK[u + 1]![v + 1]! * sampleAt(raster, x + u, y + v);
  }
  return [dx, dy];
}

test('Sobel edges are where the gradient of the two masks is longer than high', async () => {
  await fc.assert(fc.asyncProperty(pictures([1], 16), fc.integer({ min: 0, max: 1_443 }), async (raster, high) => {
    expectSamples(await pictureBy('edges', [raster], { method: 'sobel', sigma: 0, high }), (x, y) => (Math.hypot(...gradientAt(raster, x, y)) > high + 1e-9 ? 255 : 0));
  }), { numRuns: NUM_RUNS });
});

// Squares, since lengths that are equal may differ in their last bits; directions by the arc tangent in steps of 45 degrees.
function canny(raster: Raster, low: number, high: number): Set<number> {
  const { width, height } = raster;
  const square = (x: number, y: number) => (x < 0 || y < 0 || x >= width || y >= height ? 0 : gradientAt(raster, x, y).reduce((sum, part) => sum + part * part, 0));
  const ridge = (x: number, y: number): number => {
    const [dx, dy] = gradientAt(raster, x, y);
    const eighth = ((Math.round((Math.atan2(dy, dx) * 4) / Math.PI) % 4) + 4) % 4;
    const [u, v] = ([[1, 0], [1, 1], [0, 1], [-1, 1]] as const)[eighth]!;
    const here = square(x, y);
    return here > square(x - u, y - v) && here >= square(x + u, y + v) ? here : 0;
  };
  const found = new Set<number>();
  const visit = (x: number, y: number): void => {
    if (x < 0 || y < 0 || x >= width || y >= height || found.has(y * width + x) || ridge(x, y) <= low * low) return;
    found.add(y * width + x);
    for (let v = -1; v <= 1; v += 1) for (let u = -1; u <= 1; u += 1) visit(x + u, y + v);
  };
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) if (ridge(x, y) > high * high) visit(x, y);
  return found;
}

test('Canny edges are the ridges of the gradient that are strong or hang on strong ones', async () => {
  await fc.assert(fc.asyncProperty(pictures([1], 14), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 600 }), async (raster, low, more) => {
    const expected = canny(raster, low, low + more);
    expectSamples(await pictureBy('edges', [raster], { sigma: 0, low, high: low + more }), (x, y) => (expected.has(y * raster.width + x) ? 255 : 0));
  }), { numRuns: NUM_RUNS });
});

test('smoothing first is the Gaussian blur of the grey picture', async () => {
  const raster = drawn(40, 30, 3, (x, y, c) => ((x - 20) ** 2 + (y - 15) ** 2 < 100 ? 200 : 30) + ((x * 7 + y * 13 + c) % 20));
  const smooth = await pictureBy('blur', [await pictureBy('grayscale', [raster])], { sigma: 1.4 });
  const expected = canny(smooth, 40, 120);
  expect(expected.size).toBeGreaterThan(30);
  expectSamples(await pictureBy('edges', [raster], { sigma: 1.4, low: 40, high: 120 }), (x, y) => (expected.has(y * 40 + x) ? 255 : 0));
});

test('a black, a white and a one-pixel picture have no edges, and low above high says so', async () => {
  for (const raster of [drawn(9, 9, 3, () => 0), drawn(9, 9, 4, () => 255), drawn(1, 1, 1, () => 90)]) for (const method of ['canny', 'sobel']) expectSamples(await pictureBy('edges', [raster], { method }), () => 0);
  await expect(pictureBy('edges', [drawn(2, 2, 1, () => 0)], { low: 200, high: 100 })).rejects.toThrow('set low to at most high');
});
