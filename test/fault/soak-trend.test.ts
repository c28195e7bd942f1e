// The fit that judges a soak: it finds a leak through noise, and is not deceived by single samples.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Sample, secondHalf, slopeOf } from './tool/load/soak-trend.ts';

test('a line is found exactly, wherever it begins', () => {
  fc.assert(fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -1_000, max: 1_000 }), fc.integer({ min: 2, max: 40 }), (slope, start, count) => {
    const samples = Array.from({ length: count }, (_, i): Sample => [i * 10, start + slope * i * 10]);
    expect(slopeOf(samples)).toBeCloseTo(slope, 6);
  }));
});

test('a quarter of wild samples does not move it beyond the slopes of the rest', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -10_000, max: 10_000 }), { minLength: 5, maxLength: 5 }), (wild) => {
    const samples = Array.from({ length: 24 }, (_, i): Sample => [i, i * 2 + (i % 3) * 0.01]);
    const spoilt = samples.map(([x, y], i): Sample => (i % 5 === 2 ? [x, wild[Math.floor(i / 5)]!] : [x, y]));
    expect(slopeOf(spoilt)).toBeGreaterThan(1.5);
    expect(slopeOf(spoilt)).toBeLessThan(2.5);
  }));
});

test('the second half leaves the warming up behind', () => {
  const samples = Array.from({ length: 10 }, (_, i): Sample => [i, i < 5 ? i * 100 : 500]);
  expect(slopeOf(secondHalf(samples))).toBe(0);
});
