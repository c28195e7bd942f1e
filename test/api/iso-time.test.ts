// Our text of a time is the one of the language.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoTime } from '../../src/api/graphql/iso-time.ts';

const DAY_MS = 86_400_000;

test('any time, in any order, reads like toISOString', () => {
  const near = fc.integer({ min: 0, max: 4 * DAY_MS }).map((ms) => new Date(1_795_000_000_000 + ms));
  fc.assert(fc.property(fc.array(fc.oneof(fc.date({ noInvalidDate: true }), near), { maxLength: 20 }), (times) => {
    expect(times.map(isoTime)).toEqual(times.map((time) => time.toISOString()));
  }), { numRuns: 1_000 });
});

test('a time that is none is refused, and the one after it is right', () => {
  expect(() => isoTime(new Date(Number.NaN))).toThrow(RangeError);
  expect(isoTime(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
});
