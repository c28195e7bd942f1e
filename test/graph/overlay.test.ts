// Detections drawn into pictures.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NodeValue } from '../../src/runner/graph/algorithm-code.ts';
import { isInked } from '../../src/runner/graph/built-in/draw/letter-shapes.ts';
import { carryOut, drawn, expectSamples, pictureBy, pictures, sampleAt } from './node-ground.ts';

const detections = (list: readonly object[]): NodeValue => ({ type: 'OBJECT_DETECTION', json: { detections: list, referenceImageIndex: 0 } as never });
const detection = (x: number, y: number, width: number, height: number, more: object = {}) => ({ id: 1, label: '', confidence: 1, box: { x, y, width, height }, color: { r: 250, g: 100, b: 0, a: 255 }, ...more });
const PLAIN = { labels: false };

test('a box is a frame of the width asked for, within its edges, the later over the earlier, and cut at the picture', async () => {
  const edge = fc.integer({ min: -10, max: 40 });
  const box = fc.record({ x: edge, y: edge, width: fc.integer({ min: 0, max: 40 }), height: fc.integer({ min: 0, max: 40 }), red: fc.integer({ min: 0, max: 255 }), a: fc.constantFrom(255, 128, 0) });
  await fc.assert(fc.asyncProperty(pictures(), fc.array(box, { maxLength: 3 }), fc.integer({ min: 1, max: 6 }), async (raster, boxes, line_width) => {
    const overlay = await pictureBy('overlay', [raster, detections(boxes.map(({ red, a, ...place }) => ({ box: place, color: { r: red, g: 9, b: 77, a } })))], { ...PLAIN, line_width });
    expect(overlay.channels).toBe(raster.channels === 4 ? 4 : 3);
    expectSamples(overlay, (x, y, c) => {
      let value = sampleAt(raster, x, y, raster.channels === 1 ? 0 : c);
      for (const { red, a, ...place } of boxes) {
        const inner = Math.min(x - place.x, y - place.y, place.x + place.width - 1 - x, place.y + place.height - 1 - y);
        if (inner < 0 || inner >= line_width) continue;
        value = c === 3 ? Math.max(value, a) : Math.round(([red, 9, 77][c]! * a + value * (255 - a)) / 255);
      }
      return value;
    });
  }), { numRuns: 60 });
});

test('no detections leave the picture as it is, in colour', async () => {
  const gray = drawn(5, 4, 1, (x, y) => 20 * x + y);
  expectSamples(await pictureBy('overlay', [gray, detections([])]), (x, y) => 20 * x + y);
});

test('a label stands in a bar above its box, letter by letter, or within when there is no room, with the confidence when wanted', async () => {
  for (const [top, scale] of [[40, 2], [3, 1]] as const) {
    const overlay = await pictureBy('overlay', [drawn(160, 80, 3, () => 7), detections([detection(10, top, 100, 30, { label: 'a1', confidence: 0.876 })])], { text_scale: scale, confidences: true, line_width: 1 });
    const text = 'a1 88%';
    const first = top >= 9 * scale ? top - 9 * scale : top;
    for (let y = 0; y < 9; y += 1) for (let x = 0; x < text.length * 6 + 1; x += 1) {
      const [column, row] = [(x - 1) % 6, y - 1];
      const isInk = x > 0 && column < 5 && row >= 0 && row < 7 && isInked(text[Math.floor((x - 1) / 6)]!, column, row);
      const at = [10 + x * scale + scale - 1, first + y * scale] as const;
      expect([0, 1, 2].map((c) => sampleAt(overlay, ...at, c)), `${x} ${y}`).toEqual(isInk ? [0, 0, 0] : [250, 100, 0]);
    }
  }
});

test('every printable letter but the space has ink, no two capitals look alike, and what is unknown is a frame', () => {
  const look = (letter: string) => Array.from({ length: 35 }, (_, i) => (isInked(letter, i % 5, Math.floor(i / 5)) ? '#' : '.')).join('');
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:-_+%/()#!?=&*<>[]@;'];
  const looks = letters.map(look);
  expect(new Set(looks).size).toBe(letters.length);
  for (const letter of letters) expect(look(letter)).toContain('#');
  expect([look('q'), look('é'), look('漢')]).toEqual([look('Q'), look('\u0000'), look('\u0000')]);
  expect(look('T')).toBe('#####..#....#....#....#....#....#..');
});

test('boxes far away, without size or turned inside out draw nothing outside their place, and wrong members are named', async () => {
  const raster = drawn(20, 20, 3, () => 1);
  const odd = [detection(1e300, 0, 5, 5), detection(-1e308, -1e308, 1, 1), detection(5, 5, 0, 0), detection(9, 9, -4, -4)];
  expectSamples(await pictureBy('overlay', [raster, detections(odd)], PLAIN), () => 1);
  const wrong: [unknown, string][] = [[{ detections: 5 }, 'objects.detections must be an array'], [{ detections: [3] }, 'objects.detections[0] must be an object'], [{ detections: [{ box: { x: 'a' } }] }, 'objects.detections[0].box.x must be a number'], [[], 'objects must be an object']];
  for (const [json, message] of wrong) await expect(carryOut('overlay', [raster, { type: 'OBJECT_DETECTION', json: json as never }])).rejects.toThrow(message);
});
