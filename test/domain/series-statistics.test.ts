// What is known of a series without its points, against what its points say.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { downSampled, MAX_PLACES, placesEach } from '../../src/domain/metric/down-sample.ts';
import { intakeOf, mayExist, type NumberedPoint, type SeriesBefore } from '../../src/domain/metric/series-intake.ts';
import { meanOf, NO_STATISTICS, type Point, type SeriesStatistics, withPoints } from '../../src/domain/metric/series-statistics.ts';

const value = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: -50, max: 50 }) }, { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, -1e308, -0) });
const point = fc.record({ iter: fc.integer({ min: -3, max: 30 }), value, at: fc.integer({ min: 0, max: 3 }) });
const batches = fc.array(fc.array(point, { maxLength: 20 }), { maxLength: 8 });

/** Statistics by looking at every point. */
function modelOf(points: ReadonlyMap<number, Point>): SeriesStatistics {
  const numbers = [...points.values()].filter((one) => Number.isFinite(one.value)).sort((a, b) => a.iter - b.iter);
  if (numbers.length === 0) return NO_STATISTICS;
  const min = Math.min(...numbers.map((one) => one.value));
  const max = Math.max(...numbers.map((one) => one.value));
  const tooLarge = numbers.some((one) => Math.abs(one.value) >= 1e295);
  const [first, last] = [numbers[0]!, numbers.at(-1)!];
  return {
    count: numbers.length, total: tooLarge ? Number.NaN : numbers.reduce((sum, one) => sum + one.value, 0), lastValue: last.value, lastIter: last.iter, lastAt: last.at, firstValue: first.value, firstIter: first.iter,
    minValue: min, minIter: numbers.find((one) => one.value === min)!.iter, maxValue: max, maxIter: numbers.find((one) => one.value === max)!.iter,
  };
}

const plain = (statistics: SeriesStatistics): object => Object.fromEntries(Object.entries(statistics).map(([key, one]) => [key, one === 0 ? 0 : one]));

describe('statistics of a series', () => {
  test('after any batches, with whatever is overwritten, they are those of the points that are there', () => {
    fc.assert(fc.property(batches, (all) => {
      const stored = new Map<number, Point>();
      let before: SeriesBefore = { ...NO_STATISTICS, entries: 0, topIter: null };
      for (const [round, batch] of all.entries()) {
        const wanted = new Map<number, NumberedPoint>(batch.map((one, i) => [one.iter, { ...one, n: round * 100 + i }]));
        const old = new Map([...wanted.keys()].filter((iter) => mayExist(before, iter)).flatMap((iter) => { const there = stored.get(iter); return there ? [[iter, there] as const] : []; }));
        const { fresh, changed, statistics } = intakeOf(before, wanted.values(), old)!;
        for (const one of fresh) expect(stored.has(one.iter)).toBe(false);
        for (const { n: _, ...one } of [...fresh, ...changed]) stored.set(one.iter, one);
        for (const one of wanted.values()) expect(stored.get(one.iter)).toEqual({ iter: one.iter, value: one.value, at: one.at });
        const after = statistics ?? withPoints(NO_STATISTICS, [...stored.values()].sort((a, b) => a.iter - b.iter));
        expect(plain(after)).toEqual(plain(modelOf(stored)));
        before = { ...after, entries: before.entries + fresh.length, topIter: stored.size === 0 ? null : Math.max(...stored.keys()) };
        expect(before.entries).toBe(stored.size);
      }
    }));
  });

  test('the mean is that of the numbers, and there is none without them or with one that is too large to be added up', () => {
    fc.assert(fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e290, max: 1e290 }), { minLength: 1, maxLength: 50 }), (values) => {
      const mean = meanOf(withPoints(NO_STATISTICS, values.map((one, iter) => ({ iter, value: one, at: 0 }))))!;
      expect(mean).toBeGreaterThanOrEqual(Math.min(...values) - Math.max(...values.map(Math.abs)) * 1e-12);
      expect(mean).toBeLessThanOrEqual(Math.max(...values) + Math.max(...values.map(Math.abs)) * 1e-12);
    }));
    expect(meanOf(NO_STATISTICS)).toBeNull();
    expect(meanOf(withPoints(NO_STATISTICS, [{ iter: 0, value: 1e300, at: 0 }]))).toBeNull();
  });
});

describe('fewer points for a picture', () => {
  const curve = fc.array(value, { maxLength: 200 }).map((values) => values.map((one, i) => ({ x: i * 3, value: one })));

  test('there are as many places as asked for or points, in order, and none lies outside of what it stands for', () => {
    fc.assert(fc.property(curve, fc.integer({ min: 1, max: 60 }), (points, samples) => {
      const { x, y } = downSampled(points, samples);
      expect(x).toHaveLength(Math.min(samples, points.length));
      expect(y).toHaveLength(x.length);
      expect(x).toEqual([...x].sort((a, b) => a - b));
      const finite = points.map((one) => one.value).filter(Number.isFinite);
      const rounding = 1e-9 + 1e-13 * Math.max(0, ...finite.map(Math.abs));
      for (const one of y) if (one !== null) expect(one >= Math.min(...finite) - rounding && one <= Math.max(...finite) + rounding).toBe(true);
    }));
  });

  test('with room for all points they stay as they are', () => {
    fc.assert(fc.property(curve, (points) => {
      const { x, y } = downSampled(points, 200);
      expect(x).toEqual(points.map((one) => one.x));
      expect(y).toEqual(points.map((one) => (Number.isFinite(one.value) ? one.value : null)));
    }));
  });

  test('the average of all places, each as heavy as its points, is the average of the points', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 100 }), fc.integer({ min: 1, max: 20 }), (values, samples) => {
      const places = Math.min(samples, values.length);
      const { y } = downSampled(values.map((one, i) => ({ x: i, value: one })), samples);
      const sizes = y.map((_, i) => Math.floor(((i + 1) * values.length) / places) - Math.floor((i * values.length) / places));
      expect(y.reduce<number>((sum, one, i) => sum + one! * sizes[i]!, 0)).toBeCloseTo(values.reduce((a, b) => a + b, 0), 6);
    }));
  });
});

test('curves have as many places as are asked for, and fewer when they are very many', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 6_000 }), fc.integer({ min: 0, max: 10_000 }), (asked, curves) => {
    const places = placesEach(asked, curves);
    expect([places >= 1, places <= asked, places * curves <= MAX_PLACES, places === asked || (places + 1) * curves > MAX_PLACES]).toEqual([true, true, true, true]);
  }));
});
