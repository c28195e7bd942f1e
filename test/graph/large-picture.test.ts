// A photograph of 12 megapixels through five algorithms, against the scene that it was drawn from; and what a stop does to long work.
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { NodeValue, Raster } from '../../src/runner/graph/algorithm-code.ts';
import { carryOut, jsonOf, pictureBy, sampleAt } from './node-ground.ts';

const WIDTH = 4_000;
const HEIGHT = 3_000;

interface Disk { readonly x: number; readonly y: number; readonly radius: number }

// Bright disks on a darker ground with a slope of light; distances are far larger than what blurring joins.
const DISKS: readonly Disk[] = Array.from({ length: 35 }, (_, i) => ({ x: 300 + (i % 7) * 560 + ((i * 37) % 90), y: 300 + Math.floor(i / 7) * 590 + ((i * 53) % 80), radius: 60 + ((i * 29) % 120) }));
const LIGHT = [20, 40, 60] as const;
const BRIGHT = [230, 220, 200] as const;

// Squares, because a root for each of 17 million distances takes a second.
const squareTo = (disk: Disk, x: number, y: number): number => (x - disk.x) ** 2 + (y - disk.y) ** 2;

function scene(): Raster {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0, at = 0; y < HEIGHT; y += 1) for (let x = 0; x < WIDTH; x += 1) for (let c = 0; c < 3; c += 1, at += 1) data[at] = LIGHT[c]! + (x * 30) / WIDTH;
  for (const { x, y, radius } of DISKS) {
    for (let row = y - radius; row <= y + radius; row += 1) {
      const half = Math.floor(Math.sqrt(radius ** 2 - (row - y) ** 2));
      for (let column = x - half; column <= x + half; column += 1) for (let c = 0; c < 3; c += 1) data[(row * WIDTH + column) * 3 + c] = BRIGHT[c]!;
    }
  }
  return { width: WIDTH, height: HEIGHT, channels: 3, data };
}

test('a JPEG of 12 megapixels through blur, threshold, morphology, components and overlay gives the disks it was drawn of', async () => {
  const jpeg = await sharp(scene().data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } }).jpeg({ quality: 90 }).toBuffer();
  const { data } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  const photo: Raster = { width: WIDTH, height: HEIGHT, channels: 3, data };
  const started = performance.now();
  const blurred = await pictureBy('blur', [photo], { sigma: 1.5 });
  const binary = await pictureBy('threshold', [blurred], { method: 'otsu' });
  const opened = await pictureBy('morphology', [binary], { shape: 'ellipse', radius: 3 });
  const [labels, found] = await carryOut('components', [opened], { min_area: 500, label: 'disk' });
  const overlay = await pictureBy('overlay', [photo, found!], { line_width: 5, labels: false });
  const seconds = (performance.now() - started) / 1_000;

  for (const { x, y, radius } of DISKS) {
    expect([sampleAt(opened, x, y), sampleAt(opened, x + radius - 3, y), sampleAt(opened, x + radius + 4, y), sampleAt(opened, x, y - radius - 4)]).toEqual([255, 255, 0, 0]);
  }
  const isSet = (x: number, y: number) => DISKS.find((disk) => squareTo(disk, x, y) <= disk.radius ** 2);
  const label = (x: number, y: number) => sampleAt((labels as Extract<NodeValue, { type: 'image' }>).raster, x, y);
  const { detections } = jsonOf<{ detections: { id: number; box: { x: number; y: number; width: number; height: number }; color: { r: number; g: number; b: number } }[] }>(found);
  expect(detections.length).toBe(DISKS.length);
  for (const { id, box, color } of detections) {
    const disk = isSet(box.x + box.width / 2, box.y + box.height / 2)!;
    for (const [is, drawnAs] of [[box.x, disk.x - disk.radius], [box.y, disk.y - disk.radius], [box.width, 2 * disk.radius + 1], [box.height, 2 * disk.radius + 1]] as const) expect(Math.abs(is - drawnAs)).toBeLessThanOrEqual(2);
    expect(label(disk.x, disk.y)).toBe(id);
    expect([0, 1, 2].map((c) => sampleAt(overlay, box.x + 2, box.y + 40, c))).toEqual([color.r, color.g, color.b]);
    expect([0, 1, 2].map((c) => sampleAt(overlay, disk.x, disk.y, c))).toEqual([0, 1, 2].map((c) => sampleAt(photo, disk.x, disk.y, c)));
  }
  // A step of 7 in both ways meets every disk and every place between them: 245,000 pixels of the binary picture against the scene itself.
  let wrong = 0;
  for (let y = 0; y < HEIGHT; y += 7) for (let x = 0; x < WIDTH; x += 7) {
    const near = DISKS.find((disk) => squareTo(disk, x, y) < (disk.radius + 3) ** 2 && squareTo(disk, x, y) > (disk.radius - 3) ** 2);
    if (near === undefined && (sampleAt(opened, x, y) === 255) !== (isSet(x, y) !== undefined)) wrong += 1;
  }
  expect(wrong).toBe(0);
  expect(seconds, 'five algorithms on 12 megapixels take seconds, not minutes').toBeLessThan(30);
});

test.each([
  ['morphology', { shape: 'ellipse', radius: 49 }], ['morphology_gray', { radius: 49 }], ['blur', { method: 'box', radius: 20 }], ['edges', { sigma: 0 }], ['threshold', { method: 'adaptive_mean' }],
  ['rotate', { angle: 30 }], ['resize', { width: 6_000 }], ['components', {}], ['adjust', {}], ['statistics', {}], ['normalize', {}],
])('%s on 12 megapixels hears between two pieces that the run is to end, and rejects with the reason', async (name, parameters) => {
  const large: Raster = { width: WIDTH, height: HEIGHT, channels: 1, data: new Uint8Array(WIDTH * HEIGHT).fill(200) };
  const ending = new AbortController();
  const work = carryOut(name, [large], parameters, { signal: ending.signal });
  setImmediate(() => ending.abort(new Error('the run is to end')));
  await expect(work).rejects.toThrow('the run is to end');
});
