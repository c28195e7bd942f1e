// Token buckets: nobody spends more than a full bucket and what comes back, and nobody waits longer than needed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bucket, levelOf, msUntilFull, withdraw } from '../../src/domain/limit/token-bucket.ts';

const terms = fc.record({ capacity: fc.integer({ min: 1, max: 1_000_000 }), windowMs: fc.integer({ min: 1, max: 3_600_000 }) });
const calls = fc.array(fc.record({ points: fc.integer({ min: 0, max: 2_000_000 }), later: fc.integer({ min: 0, max: 100_000 }) }), { maxLength: 60 });

test('what was spent in any time is at most a full bucket and what came back meanwhile, and the level is never below nothing nor above the capacity', () => {
  fc.assert(fc.property(terms, calls, (given, list) => {
    let [bucket, now, spent]: [Bucket | null, number, number] = [null, 0, 0];
    for (const { points, later } of list) {
      now += later;
      const done = withdraw(bucket, given, { points, now });
      if (done.ok) {
        bucket = done.bucket;
        spent += Math.min(points, given.capacity);
      }
      const level = levelOf(bucket, given, now);
      expect(level).toBeGreaterThanOrEqual(0);
      expect(level).toBeLessThanOrEqual(given.capacity);
      expect(spent).toBeLessThanOrEqual((given.capacity + (now * given.capacity) / given.windowMs) * (1 + 1e-9) + 1e-6);
    }
  }));
});

test('who waits as long as was said gets what was refused, and who waits noticeably less does not', () => {
  fc.assert(fc.property(terms, fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 2_000_000 }), (given, first, points) => {
    const spent = withdraw(null, given, { points: first, now: 0 });
    if (!spent.ok) throw new Error('a full bucket refuses nothing');
    const refused = withdraw(spent.bucket, given, { points, now: 0 });
    if (refused.ok) return;
    expect(refused.waitMs).toBeGreaterThan(0);
    expect(withdraw(spent.bucket, given, { points, now: refused.waitMs + 1e-6 }).ok).toBe(true);
    if (refused.waitMs > 2) expect(withdraw(spent.bucket, given, { points, now: refused.waitMs - 2 }).ok).toBe(false);
  }));
});

test('a clock that goes back gives nothing and takes nothing, and a bucket is full when it says', () => {
  const given = { capacity: 60, windowMs: 60_000 };
  const bucket: Bucket = { level: 20, at: 10_000 };
  expect(levelOf(bucket, given, 1_000)).toBe(20);
  expect(withdraw(bucket, given, { points: 5, now: 1_000 })).toEqual({ ok: true, bucket: { level: 15, at: 10_000 } });
  expect([msUntilFull(bucket, given, 10_000), levelOf(bucket, given, 50_000), msUntilFull(null, given, 0)]).toEqual([40_000, 60, 0]);
});
