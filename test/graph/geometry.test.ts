// Built-in geometry: each pixel of the result is where it must come from.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawn, expectSamples, pictureBy, pictures, sampleAt } from './node-ground.ts';

const NUM_RUNS = 40;

test('a crop is the rectangle itself, cut at the edges of the picture; one wholly outside fails and says how large the picture is', async () => {
  await fc.assert(fc.asyncProperty(pictures(), fc.nat(30), fc.nat(30), fc.nat(30), fc.nat(30), async (raster, x, y, width, height) => {
    const cropping = pictureBy('crop', [raster], { x, y, width, height });
    if (x >= raster.width || y >= raster.height) {
      await expect(cropping).rejects.toThrow(`the picture is ${raster.width} x ${raster.height}`);
      return;
    }
    const cut = await cropping;
    expect([cut.width, cut.height]).toEqual([Math.min(width || Infinity, raster.width - x), Math.min(height || Infinity, raster.height - y)]);
    expectSamples(cut, (column, row, c) => sampleAt(raster, column + x, row + y, c));
  }), { numRuns: NUM_RUNS });
});

test('mirrored pictures have their columns, their rows or both the other way round', async () => {
  await fc.assert(fc.asyncProperty(pictures(), fc.constantFrom('horizontal', 'vertical', 'both'), async (raster, direction) => {
    const { width, height } = raster;
    expectSamples(await pictureBy('flip', [raster], { direction }), (x, y, c) => sampleAt(raster, direction === 'vertical' ? x : width - 1 - x, direction === 'horizontal' ? y : height - 1 - y, c));
  }), { numRuns: NUM_RUNS });
});

test('quarter turns are exact, clockwise, for any number of channels, and keep what the samples mean', async () => {
  await fc.assert(fc.asyncProperty(pictures(), fc.integer({ min: -4, max: 4 }), async (raster, quarters) => {
    let expected = raster;
    for (let n = ((quarters % 4) + 4) % 4; n > 0; n -= 1) {
      const before = expected;
      expected = drawn(before.height, before.width, before.channels, (x, y, c) => sampleAt(before, y, before.height - 1 - x, c));
    }
    const turned = await pictureBy('rotate', [{ ...raster, meaning: 'LABEL' }], { angle: quarters * 90 });
    expect([turned.width, turned.height, turned.meaning]).toEqual([expected.width, expected.height, 'LABEL']);
    expectSamples(turned, (x, y, c) => sampleAt(expected, x, y, c));
  }), { numRuns: NUM_RUNS });
});

// Another way to the same: the four neighbours by the distance of their centres, in polar coordinates about the middle of the picture.
test('any other turn holds the whole picture, blends the four pixels that a point lies between, and shows the background elsewhere', async () => {
  await fc.assert(fc.asyncProperty(pictures(), fc.double({ min: 1, max: 89, noNaN: true }), async (raster, angle) => {
    const turned = await pictureBy('rotate', [raster], { angle, background: '#ff8000' });
    const turn = (angle * Math.PI) / 180;
    expect(turned.width).toBe(Math.ceil(raster.width * Math.cos(turn) + raster.height * Math.sin(turn) - 1e-9));
    const back = raster.channels === 1 ? [151] : [255, 128, 0, 255];
    const around = (x: number, y: number, c: number) => (x < 0 || y < 0 || x >= raster.width || y >= raster.height ? back[c]! : sampleAt(raster, x, y, c));
    expectSamples(turned, (x, y, c) => {
      const [across, down] = [x + 0.5 - turned.width / 2, y + 0.5 - turned.height / 2];
      const [distance, way] = [Math.hypot(across, down), Math.atan2(down, across) - turn];
      const [u, v] = [distance * Math.cos(way) + raster.width / 2 - 0.5, distance * Math.sin(way) + raster.height / 2 - 0.5];
      const mean = (value: (column: number, row: number) => number) => {
        let sum = 0;
        for (let row = Math.floor(v); row <= Math.floor(v) + 1; row += 1) for (let column = Math.floor(u); column <= Math.floor(u) + 1; column += 1) {
          sum += value(column, row) * Math.max(0, 1 - Math.abs(u - column)) * Math.max(0, 1 - Math.abs(v - row));
        }
        return sum;
      };
      if (raster.channels !== 4 || c === 3) return mean((column, row) => around(column, row, c));
      const seen = mean((column, row) => around(column, row, 3));
      return seen < 1e-6 ? sampleAt(turned, x, y, c) : mean((column, row) => around(column, row, c) * around(column, row, 3)) / seen;
    }, 0.51);
  }), { numRuns: NUM_RUNS });
});

test('turned and resized binary and label pictures have no values that were not there', async () => {
  const labels = { ...drawn(31, 23, 1, (x, y) => ((x >> 2) + 3 * (y >> 2)) % 7 * 30), meaning: 'LABEL' as const };
  const values = new Set([...labels.data, 0]);
  const results = [await pictureBy('rotate', [labels], { angle: 33 }), await pictureBy('resize', [labels], { width: 100 }), await pictureBy('resize', [labels], { width: 9, height: 40, fit: 'cover' })];
  for (const result of results) expect([result.meaning, [...new Set(result.data)].filter((value) => !values.has(value))]).toEqual(['LABEL', []]);
});

test('the nearest pixel is the one that the centre of the new one falls into', async () => {
  await fc.assert(fc.asyncProperty(pictures(), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), async (raster, width, height) => {
    const resized = await pictureBy('resize', [raster], { width, height, fit: 'fill', kernel: 'nearest' });
    expect([resized.width, resized.height]).toEqual([width, height]);
    expectSamples(resized, (x, y, c) => sampleAt(raster, Math.floor(((2 * x + 1) * raster.width) / (2 * width)), Math.floor(((2 * y + 1) * raster.height) / (2 * height)), c));
  }), { numRuns: NUM_RUNS });
});

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const KERNELS = { linear: { reach: 1, weight: (x: number) => Math.max(0, 1 - Math.abs(x)) }, lanczos3: { reach: 3, weight: (x: number) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) } };

function resampled(from: readonly number[], size: number, { reach, weight }: { reach: number; weight(x: number): number }): number[] {
  const step = from.length / size;
  const spread = Math.max(1, step);
  return Array.from({ length: size }, (_, i) => {
    const centre = (i + 0.5) * step - 0.5;
    let [sum, all] = [0, 0];
    for (let at = Math.ceil(centre - reach * spread); at <= Math.floor(centre + reach * spread); at += 1) {
      const share = weight((at - centre) / spread);
      all += share;
      sum += share * from[Math.min(from.length - 1, Math.max(0, at))]!;
    }
    return sum / all;
  });
}

test.each([['linear', 90, 64], ['linear', 90, 24], ['linear', 30, 24], ['lanczos3', 90, 64], ['lanczos3', 30, 24]] as const)('resizing by %s to %i x %i agrees with the sums of the kernel', async (kernel, width, height) => {
  const raster = drawn(48, 40, 3, (x, y, c) => 127 + 100 * Math.sin((x * (c + 2)) / 11) * Math.cos(y / (5 + c)));
  const columns = (rows: number[][]) => rows[0]!.map((_, x) => rows.map((row) => row[x]!));
  const planes = [0, 1, 2].map((c) => {
    const rows = Array.from({ length: raster.height }, (_, y) => Array.from({ length: raster.width }, (_, x) => sampleAt(raster, x, y, c)));
    return columns(columns(rows.map((row) => resampled(row, width, KERNELS[kernel]))).map((column) => resampled(column, height, KERNELS[kernel])));
  });
  const resized = await pictureBy('resize', [raster], { width, height, fit: 'fill', kernel });
  expectSamples(resized, (x, y, c) => Math.min(255, Math.max(0, planes[c]![y]![x]!)), width > raster.width ? 0.51 : 3);
});

test('fits: inside and outside keep the proportions, cover crops around the centre, contain borders with the background, and nothing said leaves the picture alone', async () => {
  const raster = drawn(40, 20, 3, (x) => (x < 20 ? 10 : 200));
  const size = async (parameters: Record<string, string | number>) => (({ width, height }) => [width, height])(await pictureBy('resize', [raster], parameters));
  expect([await size({ width: 20 }), await size({ height: 60 }), await size({ width: 30, height: 30 }), await size({ width: 30, height: 30, fit: 'outside' }), await size({ width: 30, height: 30, fit: 'cover' }), await size({})])
    .toEqual([[20, 10], [120, 60], [30, 15], [60, 30], [30, 30], [40, 20]]);
  const bordered = await pictureBy('resize', [raster], { width: 40, height: 40, fit: 'contain', background: '#102030' });
  expectSamples(bordered, (x, y, c) => (y < 10 || y >= 30 ? [16, 32, 48][c]! : x < 20 ? 10 : 200));
  const covering = await pictureBy('resize', [raster], { width: 20, height: 20, fit: 'cover' });
  expectSamples(covering, (x) => (x < 10 ? 10 : 200));
  const clear = await pictureBy('resize', [drawn(2, 1, 4, () => 255)], { width: 4, height: 4, fit: 'contain', background: '#00000000' });
  expect([...clear.data.subarray(0, 4), ...clear.data.subarray(16, 20)]).toEqual([0, 0, 0, 0, 255, 255, 255, 255]);
});

test('transparent pixels do not show through when a picture is made smaller', async () => {
  const raster = drawn(64, 64, 4, (x, _, c) => (x % 2 === 0 ? [255, 0, 0, 255][c]! : [0, 255, 0, 0][c]!));
  const small = await pictureBy('resize', [raster], { width: 16, kernel: 'linear' });
  for (let i = 0; i < small.data.length; i += 4) expect(small.data[i + 1]!).toBeLessThan(8);
});

test('what would become too large fails before it is made, and a background that is no colour says how to write one', async () => {
  const raster = drawn(10, 10, 3, () => 5);
  await expect(pictureBy('resize', [raster], { width: 32_767, height: 32_767, fit: 'fill' })).rejects.toThrow('more than the 100000000 pixels that are allowed');
  await expect(pictureBy('resize', [raster], { width: 32_767, height: 32_767, fit: 'contain' })).rejects.toThrow('pixels that are allowed');
  await expect(pictureBy('rotate', [raster], { angle: 45 }, { maxPixels: 150 })).rejects.toThrow('15 x 15');
  await expect(pictureBy('rotate', [raster], { angle: 45, background: 'red' })).rejects.toThrow('write #rrggbb');
});

test('a picture of one pixel, and one of one row, can be resized, turned and cropped', async () => {
  const dot = drawn(1, 1, 3, (_, __, c) => 50 * c);
  expectSamples(await pictureBy('resize', [dot], { width: 7 }), (_, __, c) => 50 * c);
  const line = drawn(300, 1, 1, (x) => x & 255);
  expect((await pictureBy('resize', [line], { width: 30 })).height).toBe(1);
  expectSamples(await pictureBy('rotate', [line], {}), (_, y) => y & 255);
  expectSamples(await pictureBy('crop', [line], { x: 299 }), () => 299 & 255);
});
