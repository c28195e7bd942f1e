import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admission } from '../../src/domain/queue/admission.ts';
import { QUEUE_STATES } from '../../src/domain/queue/queue.ts';
import { MAX_PRIORITY, MIN_PRIORITY, RANK_STEP, compareItems, compareStanding, spreadRanks } from '../../src/domain/queue/rank.ts';
import { SPEC_KINDS } from '../../src/domain/task/spec.ts';

const anyRank = fc.integer({ min: -(2 ** 50), max: 2 ** 50 });
const anyItem = fc.record({ priority: fc.integer({ min: MIN_PRIORITY, max: MAX_PRIORITY }), rank: anyRank });

test('ranks between two others rise strictly between them, evenly and at least the wanted distance apart, and are missing only when there is no room', () => {
  const anyNeed = fc.record({ n: fc.integer({ min: 1, max: 50 }), distance: fc.integer({ min: 1, max: 2_000 }) });
  fc.assert(fc.property(anyRank, fc.integer({ min: -3, max: 2 ** 21 }), anyNeed, (before, width, need) => {
    const ranks = spreadRanks({ before, after: before + width }, need);
    if (ranks === null) return void expect(width).toBeLessThan((need.n + 1) * need.distance);
    const row = [before, ...ranks, before + width];
    expect(ranks).toHaveLength(need.n);
    for (let i = 1; i < row.length; i++) expect(row[i]! - row[i - 1]!).toBeGreaterThanOrEqual(need.distance);
  }));
});

test('before the first one there is always room: a whole step for each', () => {
  fc.assert(fc.property(anyRank, fc.integer({ min: 1, max: 50 }), (after, n) => {
    const ranks = spreadRanks({ before: null, after }, { n, distance: 1 })!;
    expect([...ranks, after]).toEqual(Array.from({ length: n + 1 }, (_, i) => after - RANK_STEP * (n - i)));
  }));
});

test('between two appended items there is room for twenty moves to the same place', () => {
  let after = 2 * RANK_STEP;
  let moves = 0;
  for (let ranks = spreadRanks({ before: RANK_STEP, after }, { n: 1, distance: 1 }); ranks !== null; moves++) {
    after = ranks[0]!;
    ranks = spreadRanks({ before: RANK_STEP, after }, { n: 1, distance: 1 });
  }
  expect(moves).toBe(20);
});

test('the order of a queue is total: antisymmetric, transitive, and equal only at the same place', () => {
  fc.assert(fc.property(anyItem, anyItem, anyItem, (a, b, c) => {
    expect(Math.sign(compareItems(a, b)) + Math.sign(compareItems(b, a))).toBe(0);
    expect(compareItems(a, b) === 0).toBe(a.priority === b.priority && a.rank === b.rank);
    if (compareItems(a, b) <= 0 && compareItems(b, c) <= 0) expect(compareItems(a, c)).toBeLessThanOrEqual(0);
  }));
});

test('two items never stand at the same place: ids break ties', () => {
  const standing = fc.record({ id: fc.uuid(), priority: fc.integer({ min: 0, max: 1 }), rank: fc.integer({ min: 0, max: 1 }) });
  fc.assert(fc.property(standing, standing, (a, b) => {
    expect(Math.sign(compareStanding(a, b)) + Math.sign(compareStanding(b, a))).toBe(0);
    expect(compareStanding(a, b) === 0).toBe(a.priority === b.priority && a.rank === b.rank && a.id === b.id);
    if (compareItems(a, b) !== 0) expect(Math.sign(compareStanding(a, b))).toBe(Math.sign(compareItems(a, b)));
  }));
});

test('a higher priority goes first, and within one priority the lower rank', () => {
  const items = [{ priority: 0, rank: 2 }, { priority: 0, rank: 1 }, { priority: -1, rank: 0 }, { priority: 5, rank: 9 }];
  expect(items.sort(compareItems)).toEqual([{ priority: 5, rank: 9 }, { priority: 0, rank: 1 }, { priority: 0, rank: 2 }, { priority: -1, rank: 0 }]);
});

test('a queue takes the kinds that it accepts, also while it is paused, but nothing new while it drains', () => {
  for (const state of QUEUE_STATES) {
    for (const kind of SPEC_KINDS) {
      const expected = kind === 'container' ? 'KIND_NOT_ACCEPTED' : state === 'DRAINING' ? 'QUEUE_CLOSED' : null;
      expect(admission({ state, accepts: SPEC_KINDS }, kind)).toBe(expected);
      expect(admission({ state, accepts: [] }, kind)).toBe('KIND_NOT_ACCEPTED');
    }
  }
});
