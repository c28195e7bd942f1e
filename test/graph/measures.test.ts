// Built-in measures: counts, figures, what hangs together.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NodeValue, Raster } from '../../src/runner/graph/algorithm-code.ts';
import { binaries, carryOut, drawn, expectSamples, jsonOf, pictures, sampleAt } from './node-ground.ts';

const NUM_RUNS = 50;

interface Detections { readonly detections: readonly { id: number; label: string; confidence: number; box: { x: number; y: number; width: number; height: number }; color: object }[]; readonly referenceImageIndex: number }
interface Blobs { readonly objects: readonly (readonly { measure: { name: string }; values: readonly number[]; graphicsId: number }[])[] }
interface Figures { readonly min: number | null; readonly max: number | null; readonly mean: number | null; readonly std: number | null; readonly entropy: number | null }

const NAMES = { 1: ['gray'], 3: ['red', 'green', 'blue'], 4: ['red', 'green', 'blue', 'alpha'] } as const;
const masked = pictures().chain((raster) => fc.tuple(fc.constant(raster), fc.option(fc.uint8Array({ minLength: raster.width * raster.height, maxLength: raster.width * raster.height }).map((noise): Raster => ({ width: raster.width, height: raster.height, channels: 1, data: noise.map((value) => (value < 90 ? 255 : 0)), meaning: 'BINARY' })))));

function channelValues(raster: Raster, mask: Raster | null, c: number): number[] {
  return [...raster.data].filter((_, i) => i % raster.channels === c && (mask === null || mask.data[Math.floor(i / raster.channels)] !== 0));
}

test('a histogram counts each sample that the mask lets through once, in the bin of its value, and writes counts as text', async () => {
  await fc.assert(fc.asyncProperty(masked, fc.constantFrom(256, 1, 2, 7, 100), async ([raster, mask], bins) => {
    const table = jsonOf<{ headers: string[]; values: string[][]; valueLabels: string[][]; outputType: number; plotType: number }>((await carryOut('histogram', [raster, mask], { bins }))[0]);
    expect([table.headers, table.outputType, table.plotType]).toEqual([NAMES[raster.channels], 4, 3]);
    for (const [c, column] of table.values.entries()) {
      const ends = [...table.valueLabels[c]!.map(Number), 256];
      const values = channelValues(raster, mask, c);
      expect(column).toEqual(Array.from({ length: bins }, (_, bin) => String(values.filter((value) => value >= ends[bin]! && value < ends[bin + 1]!).length)));
      expect(ends[1]! - 1).toBe(Math.ceil(256 / bins) - 1);
    }
  }), { numRuns: NUM_RUNS });
});

test('statistics are those of the samples one by one, and null where the mask lets nothing through', async () => {
  await fc.assert(fc.asyncProperty(masked, async ([raster, mask]) => {
    const { channels, pixels, width, height } = jsonOf<{ channels: Record<string, Figures>; pixels: number; width: number; height: number }>((await carryOut('statistics', [raster, mask]))[0]);
    expect([Object.keys(channels), width, height]).toEqual([NAMES[raster.channels], raster.width, raster.height]);
    for (const [c, figures] of Object.values(channels).entries()) {
      const values = channelValues(raster, mask, c);
      expect(pixels).toBe(values.length);
      if (values.length === 0) {
        expect(figures).toEqual({ min: null, max: null, mean: null, std: null, entropy: null });
        continue;
      }
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const shares = [...Map.groupBy(values, (value) => value).values()].map((same) => same.length / values.length);
      expect([figures.min, figures.max]).toEqual([Math.min(...values), Math.max(...values)]);
      expect(figures.mean).toBeCloseTo(mean, 9);
      expect(figures.std).toBeCloseTo(Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length - mean * mean), 3);
      expect(figures.entropy).toBeCloseTo(-shares.reduce((sum, share) => sum + share * Math.log2(share), 0), 9);
    }
  }), { numRuns: NUM_RUNS });
});

test('a mask of another size fails and names both sizes', async () => {
  await expect(carryOut('histogram', [drawn(4, 3, 3, () => 1), drawn(4, 4, 1, () => 255)])).rejects.toThrow('the mask is 4 x 4 and the picture 4 x 3');
});

// By flooding from each pixel in turn: which object every pixel is of, numbered by first pixels.
function flooded(raster: Raster, corners: boolean): { readonly numbers: Int32Array; readonly objects: readonly (readonly number[])[] } {
  const { width, height } = raster;
  const numbers = new Int32Array(width * height);
  const objects: number[][] = [];
  for (let seed = 0; seed < numbers.length; seed += 1) {
    if (raster.data[seed] === 0 || numbers[seed] !== 0) continue;
    const pixels = [seed];
    numbers[seed] = objects.push(pixels);
    for (let i = 0; i < pixels.length; i += 1) for (let v = -1; v <= 1; v += 1) for (let u = -1; u <= 1; u += 1) {
      const [x, y] = [(pixels[i]! % width) + u, Math.floor(pixels[i]! / width) + v];
      if ((!corners && u !== 0 && v !== 0) || x < 0 || y < 0 || x >= width || y >= height || raster.data[y * width + x] === 0 || numbers[y * width + x] !== 0) continue;
      numbers[y * width + x] = objects.length;
      pixels.push(y * width + x);
    }
  }
  return { numbers, objects };
}

function asDetection(pixels: readonly number[], width: number): { box: object; area: number; center: number[] } {
  const [xs, ys] = [pixels.map((at) => at % width), pixels.map((at) => Math.floor(at / width))];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { box: { x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 }, area: pixels.length, center: [mean(xs), mean(ys)] };
}

const measure = (values: Blobs['objects'][number], name: string) => values.find(({ measure }) => measure.name === name)!.values;

test('components are those that flooding finds: numbers, boxes, areas, centres, and small ones left out', async () => {
  await fc.assert(fc.asyncProperty(binaries(), fc.constantFrom('4', '8'), fc.constantFrom(1, 2, 5), fc.constantFrom(1, 3, 1_000), async (raster, connectivity, min_area, max_objects) => {
    const lines: string[] = [];
    const [labels, found, blobs] = await carryOut('components', [raster], { connectivity, min_area, max_objects, label: 'cell' }, { lines });
    const { numbers, objects } = flooded(raster, connectivity === '8');
    const kept = objects.map((pixels, index) => ({ pixels, index })).filter(({ pixels }) => pixels.length >= min_area).map((object, order) => ({ ...object, number: order + 1 }));
    const numberOf = new Map(kept.map(({ index, number }) => [index + 1, number]));
    const picture = labels?.type === 'image' ? labels.raster : raster;
    expect(picture.meaning).toBe('LABEL');
    expectSamples(picture, (x, y) => numberOf.get(numbers[y * raster.width + x]!) ?? 0);
    const listed = kept.toSorted((a, b) => b.pixels.length - a.pixels.length || a.number - b.number).slice(0, max_objects).toSorted((a, b) => a.number - b.number);
    const { detections, referenceImageIndex } = jsonOf<Detections>(found);
    expect(referenceImageIndex).toBe(0);
    expect(detections.map(({ id, box, label, confidence }) => ({ id, box, label, confidence }))).toEqual(listed.map(({ number, pixels }) => ({ id: number, box: asDetection(pixels, raster.width).box, label: 'cell', confidence: 1 })));
    const measures = jsonOf<Blobs>(blobs).objects;
    expect(measures.map((values) => [values[0]!.graphicsId, measure(values, 'Area')])).toEqual(listed.map(({ number, pixels }) => [number, [pixels.length]]));
    for (const [i, values] of measures.entries()) expect(Math.hypot(...measure(values, 'Center').map((value, axis) => value - asDetection(listed[i]!.pixels, raster.width).center[axis]!))).toBeLessThan(1e-9);
    expect(lines.length, 'a line says that some are not listed').toBe(kept.length > listed.length ? 1 : 0);
  }), { numRuns: 2 * NUM_RUNS });
});

test('spirals, combs and checkers hang together as they must', async () => {
  const count = async (raster: Raster, connectivity: string) => jsonOf<Detections>((await carryOut('components', [raster], { connectivity, max_objects: 10_000 }))[1]).detections.length;
  const binary = (width: number, height: number, at: (x: number, y: number) => boolean): Raster => ({ ...drawn(width, height, 1, (x, y) => (at(x, y) ? 255 : 0)), meaning: 'BINARY' });
  const spiral = binary(41, 41, (x, y) => {
    const ring = Math.min(x, y, 40 - x, 40 - y);
    return ring % 2 === 0 ? !(x === ring && y === ring + 1) : x === ring && y === ring + 1;
  });
  const comb = binary(101, 60, (x, y) => x % 2 === 0 || y === 59);
  const checkers = binary(50, 50, (x, y) => (x + y) % 2 === 0);
  expect([await count(spiral, '4'), await count(comb, '4'), await count(checkers, '4'), await count(checkers, '8')]).toEqual([flooded(spiral, false).objects.length, 1, 1_250, 1]);
  expect([await count(binary(1, 1, () => true), '8'), await count(binary(1, 9, (_, y) => y % 2 === 0), '8'), await count(binary(30, 20, () => false), '8'), await count(binary(30, 20, () => true), '4')]).toEqual([1, 5, 0, 1]);
});

test('of 70,000 objects the labels come round after 255, the numbers do not, and the largest are listed', async () => {
  const [across, down] = [350, 200];
  const raster: Raster = { ...drawn(2 * across, 2 * down, 1, (x, y) => (x % 2 === 0 && y % 2 === 0 ? 255 : 0)), meaning: 'BINARY' };
  for (const [x, y] of [[1, 0], [699, 398]] as const) raster.data[y * raster.width + x] = 255;
  const lines: string[] = [];
  const [labels, found] = await carryOut('components', [raster], { max_objects: 10 }, { lines });
  const label = (x: number, y: number) => sampleAt((labels as Extract<NodeValue, { type: 'image' }>).raster, x, y);
  // The first two are one now.
  expect([label(0, 0), label(2, 0), label(4, 0), label(2 * 255, 0), label(2 * 256, 0), label(698, 398)]).toEqual([1, 1, 2, 255, 1, ((69_999 - 1) % 255) + 1]);
  expect(jsonOf<Detections>(found).detections.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 69_999]);
  expect(lines).toEqual(['69999 objects found; the 10 largest are listed (max_objects)']);
});
