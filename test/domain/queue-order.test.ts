import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admission } from '../../src/domain/queue/admission.ts';
import { QUEUE_STATES } from '../../src/domain/queue/queue.ts';
import { MAX_PRIORITY, MIN_PRIORITY, RANK_STEP, compareItems, rankBetween } from '../../src/domain/queue/rank.ts';
import { SPEC_KINDS } from '../../src/domain/task/spec.ts';

const anyRank = fc.integer({ min: -(2 ** 50), max: 2 ** 50 });
const anyItem = fc.record({ priority: fc.integer({ min: MIN_PRIORITY, max: MAX_PRIORITY }), rank: anyRank });

test('a rank between two others lies strictly between them, and is missing only when there is no room', () => {
  fc.assert(fc.property(anyRank, anyRank, (before, after) => {
    const rank = rankBetween(before, after);
    if (rank === null) expect(after - before).toBeLessThanOrEqual(1);
    else expect(before < rank && rank < after && Number.isSafeInteger(rank)).toBe(true);
  }));
  fc.assert(fc.property(anyRank, fc.integer({ min: -3, max: 3 }), (before, gap) => {
    expect(rankBetween(before, before + gap) === null).toBe(gap <= 1);
  }));
});

test('a rank at an open end lies beyond the neighbour by a whole step', () => {
  fc.assert(fc.property(anyRank, (rank) => {
    expect(rankBetween(rank, null)).toBe(rank + RANK_STEP);
    expect(rankBetween(null, rank)).toBe(rank - RANK_STEP);
  }));
  expect(rankBetween(null, null)).toBe(RANK_STEP);
});

test('between two appended items there is room for twenty moves to the same place', () => {
  let after: number | null = 2 * RANK_STEP;
  let moves = 0;
  for (; after !== null; moves++) after = rankBetween(RANK_STEP, after);
  expect(moves - 1).toBe(20);
});

test('the order of a queue is total: antisymmetric, transitive, and equal only at the same place', () => {
  fc.assert(fc.property(anyItem, anyItem, anyItem, (a, b, c) => {
    expect(Math.sign(compareItems(a, b)) + Math.sign(compareItems(b, a))).toBe(0);
    expect(compareItems(a, b) === 0).toBe(a.priority === b.priority && a.rank === b.rank);
    if (compareItems(a, b) <= 0 && compareItems(b, c) <= 0) expect(compareItems(a, c)).toBeLessThanOrEqual(0);
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
