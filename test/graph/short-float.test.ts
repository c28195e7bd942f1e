// Numbers of 16 bits: every one of them survives, and every other number becomes the nearest.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bfloatBits, bfloatOf, floatOf, halfBits } from '../../src/runner/graph/model-server/short-float.ts';

test('every number that has the form survives it', () => {
  for (let bits = 0; bits < 65_536; bits += 1) {
    const half = floatOf(bits);
    if (!Number.isNaN(half) && halfBits(half) !== bits) throw new Error(`half ${bits} -> ${half} -> ${halfBits(half)}`);
    const upper = bfloatOf(bits);
    if (!Number.isNaN(upper) && bfloatBits(upper) !== bits) throw new Error(`upper half ${bits} -> ${upper} -> ${bfloatBits(upper)}`);
  }
  expect([floatOf(halfBits(Number.NaN)), bfloatOf(bfloatBits(Number.NaN))]).toEqual([Number.NaN, Number.NaN]);
});

test('every other number becomes the nearest, halves the even one', () => {
  fc.assert(
    fc.property(fc.oneof(fc.double({ min: -70_000, max: 70_000, noNaN: true }), fc.double({ min: -1e-4, max: 1e-4, noNaN: true })), (value) => {
      const bits = halfBits(value);
      const near = floatOf(bits);
      if (!Number.isFinite(near)) return expect(Math.abs(value)).toBeGreaterThanOrEqual(65_520);
      for (const beside of [bits - 1, bits + 1]) {
        const other = (beside & 0x8000) === (bits & 0x8000) && beside >= 0 ? floatOf(beside) : Number.NaN;
        if (Number.isFinite(other) && Math.abs(other - value) < Math.abs(near - value)) throw new Error(`${value} became ${near}, and ${other} is nearer`);
        if (Number.isFinite(other) && Math.abs(other - value) === Math.abs(near - value) && other !== near) expect(bits % 2).toBe(0);
      }
      return undefined;
    }),
    { numRuns: 2_000 },
  );
});
