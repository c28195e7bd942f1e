import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ABORT_ORDER, KILL_ORDER, ORDER_VERBS, STOP_BOUNDARIES, harderOf, isStronger, type Order } from '../../src/domain/task/order.ts';
import { anyOrder } from './domain-arbitraries.ts';

/** How soon the task ends, written down here on its own. */
function soonness(order: Order): number {
  return ['STOP TASK', 'STOP ITERATION', 'STOP STEP', 'ABORT null', 'KILL null'].indexOf(`${order.verb} ${order.after}`);
}

test('an order on top of another is at least as soon as both and skips the cleanup when one does', () => {
  fc.assert(fc.property(anyOrder, anyOrder, (present, next) => {
    const both = harderOf(present, next);
    expect(soonness(both)).toBe(Math.max(soonness(present), soonness(next)));
    expect(both.cleanup).toBe([present, next, both].some((order) => order.cleanup === 'SKIP' && order.verb !== 'KILL') || both.verb === 'KILL' ? 'SKIP' : 'RUN');
  }));
});

test('orders given in any sequence never become softer and end up the same', () => {
  fc.assert(fc.property(fc.array(anyOrder, { minLength: 1, maxLength: 6 }), (orders) => {
    let present: Order | null = null;
    for (const next of orders) {
      const after: Order = harderOf(present, next);
      if (present !== null) {
        expect(soonness(after)).toBeGreaterThanOrEqual(soonness(present));
        if (present.cleanup === 'SKIP') expect(after.cleanup).toBe('SKIP');
        expect(isStronger(next, present)).toBe(JSON.stringify(after) !== JSON.stringify(present));
      }
      present = after;
    }
    const reversed = orders.toReversed().reduce<Order | null>((all, next) => harderOf(all, next), null);
    expect(reversed).toEqual(present);
  }));
});

test('no order is stronger than itself, and of two different ones not each is stronger unless they differ in time and cleanup', () => {
  fc.assert(fc.property(anyOrder, anyOrder, (a, b) => {
    expect(isStronger(a, a)).toBe(false);
    if (isStronger(a, b) && isStronger(b, a)) expect((soonness(a) > soonness(b)) !== (a.cleanup === 'SKIP' && b.cleanup === 'RUN')).toBe(true);
  }));
});

test('any order is stronger than none, and nothing is stronger than a kill', () => {
  fc.assert(fc.property(anyOrder, (order) => {
    expect(isStronger(order, null)).toBe(true);
    expect(isStronger(order, KILL_ORDER)).toBe(false);
    expect(harderOf(order, KILL_ORDER)).toEqual(KILL_ORDER);
  }));
});

test('an abort after a stop that skips the cleanup does not bring the cleanup back', () => {
  expect(harderOf({ verb: 'STOP', after: 'STEP', cleanup: 'SKIP' }, ABORT_ORDER)).toEqual({ verb: 'ABORT', after: null, cleanup: 'SKIP' });
});

test('the verbs and boundaries are listed from the softest to the hardest and from the nearest to the farthest', () => {
  expect(ORDER_VERBS).toEqual(['STOP', 'ABORT', 'KILL']);
  expect(STOP_BOUNDARIES).toEqual(['STEP', 'ITERATION', 'TASK']);
});
