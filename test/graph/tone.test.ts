// Built-in tone algorithms, sample by sample.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawn, expectSamples, pictureBy, pictures, sampleAt } from './node-ground.ts';

const NUM_RUNS = 40;
const isAlpha = (c: number) => c === 3;

test('grey values are the weighted sums, at most half a step off, and grey pictures stay as they are', async () => {
  const weights: Record<string, (r: number, g: number, b: number) => number> = {
    rec601: (r, g, b) => 0.299 * r + 0.587 * g + 0.114 * b,
    rec709: (r, g, b) => 0.2126 * r + 0.7152 * g + 0.0722 * b,
    average: (r, g, b) => (r + g + b) / 3,
    lightness: (r, g, b) => (Math.max(r, g, b) + Math.min(r, g, b)) / 2,
  };
  await fc.assert(fc.asyncProperty(pictures(), fc.constantFrom(...Object.keys(weights)), async (raster, name) => {
    const gray = await pictureBy('grayscale', [raster], { weights: name });
    expect(gray.channels).toBe(1);
    const weigh = raster.channels === 1 ? (v: number) => v : weights[name]!;
    expectSamples(gray, (x, y) => weigh(sampleAt(raster, x, y, 0), sampleAt(raster, x, y, 1), sampleAt(raster, x, y, 2)), raster.channels === 1 ? 0 : 0.505);
  }), { numRuns: NUM_RUNS });
});

test('one channel is that channel: of grey pictures the grey, and without alpha all is opaque', async () => {
  await fc.assert(fc.asyncProperty(pictures(), fc.integer({ min: 0, max: 3 }), async (raster, index) => {
    const plane = await pictureBy('channel', [raster], { channel: ['red', 'green', 'blue', 'alpha'][index]! });
    expect(plane.channels).toBe(1);
    expectSamples(plane, (x, y) => (index === 3 && raster.channels !== 4 ? 255 : sampleAt(raster, x, y, raster.channels === 1 ? 0 : index)));
  }), { numRuns: NUM_RUNS });
});

test('inverting twice gives the picture back, and once the opposite of all but alpha; a binary picture stays binary', async () => {
  await fc.assert(fc.asyncProperty(pictures(), async (raster) => {
    const once = await pictureBy('invert', [raster]);
    expectSamples(once, (x, y, c) => (isAlpha(c) ? sampleAt(raster, x, y, c) : 255 - sampleAt(raster, x, y, c)));
    expectSamples(await pictureBy('invert', [once]), (x, y, c) => sampleAt(raster, x, y, c));
  }), { numRuns: NUM_RUNS });
  const meanings = [];
  for (const meaning of ['BINARY', 'LABEL'] as const) meanings.push((await pictureBy('invert', [{ ...drawn(2, 2, 1, () => 0), meaning }])).meaning);
  expect(meanings).toEqual(['BINARY', undefined]);
});

test('contrast comes before brightness and brightness before gamma', async () => {
  const range = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  await fc.assert(fc.asyncProperty(pictures(), range(-1, 1), range(0, 10), range(0.1, 10), async (raster, brightness, contrast, gamma) => {
    const adjusted = await pictureBy('adjust', [raster], { brightness, contrast, gamma });
    expectSamples(adjusted, (x, y, c) => {
      const value = sampleAt(raster, x, y, c);
      const linear = 127.5 + (value - 127.5) * contrast + 255 * brightness;
      return isAlpha(c) ? value : 255 * Math.exp(Math.log(Math.max(1e-300, Math.min(255, Math.max(0, linear)) / 255)) / gamma);
    }, 0.501);
  }), { numRuns: NUM_RUNS });
});

test('posterised samples are the nearest of evenly spread values', async () => {
  await fc.assert(fc.asyncProperty(pictures(), fc.integer({ min: 2, max: 256 }), async (raster, levels) => {
    const values = Array.from({ length: levels }, (_, i) => (i * 255) / (levels - 1));
    const few = await pictureBy('posterize', [raster], { levels });
    expectSamples(few, (x, y, c) => {
      const value = sampleAt(raster, x, y, c);
      if (isAlpha(c)) return value;
      const least = Math.min(...values.map((level) => Math.abs(level - value)));
      return values.filter((level) => Math.abs(level - value) < least + 1e-6).find((level) => Math.abs(level - sampleAt(few, x, y, c)) <= 0.5) ?? -1_000;
    }, 0.501);
  }), { numRuns: NUM_RUNS });
});

test('normalising spreads what lies between the percentiles of the sorted samples, channel by channel', async () => {
  await fc.assert(fc.asyncProperty(pictures(), fc.constantFrom(0, 1, 10, 50), fc.constantFrom(50, 90, 99, 100), async (raster, lower, upper) => {
    const spread = await pictureBy('normalize', [raster], { lower, upper });
    const ends = [0, 1, 2].slice(0, raster.channels).map((c) => {
      const sorted = raster.data.filter((_, i) => i % raster.channels === c).sort();
      return [sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * lower) / 100))]!, sorted[Math.max(0, Math.ceil((sorted.length * upper) / 100) - 1)]!] as const;
    });
    expectSamples(spread, (x, y, c) => {
      const value = sampleAt(raster, x, y, c);
      const [low, high] = ends[c] ?? [0, 0];
      return isAlpha(c) || high <= low ? value : Math.min(255, Math.max(0, ((value - low) / (high - low)) * 255));
    }, 0.501);
  }), { numRuns: NUM_RUNS });
});
