// How a large batch of events is cut into transactions.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MetricEvent } from '../../src/domain/metric/metric-event.ts';
import { MAX_PART, partsOf } from '../../src/engine/metric/batch-parts.ts';

const head = { isModel: false, allowLocked: false, at: null };
const point = (owner: string, variant: string, iter: number): MetricEvent => ({ type: 'POINT', ...head, owner, metric: 'm', variant, iter, value: 1, xAxisLabel: null });
const message = (owner: string, length: number): MetricEvent => ({ type: 'MESSAGE', ...head, owner, message: 'x'.repeat(length), level: null, worker: null });

test('a batch that fits is one part, in the order in which it came', () => {
  const events = [message('a', 5), point('a', 'v', 0), point('b', 'v', 0), message('b', 1)];
  expect([partsOf(events), partsOf([])]).toEqual([[events], []]);
});

test('a larger batch loses and doubles nothing, keeps the order within each series and of all messages, puts messages last, and no part is too large', () => {
  const large = fc.array(fc.tuple(fc.nat(3), fc.nat(700), fc.boolean()), { minLength: 1, maxLength: 60 }).map((runs) =>
    runs.flatMap(([kind, n, isMessage], i): MetricEvent[] => (isMessage ? [message(`t${kind}`, n * 20_000)] : Array.from({ length: n }, (_, j) => (kind === 3 ? point(`many${j}`, 'v', i) : point(`t${kind}`, `v${j % 3}`, i * 1_000 + j))))));
  fc.assert(fc.property(large, (events) => {
    const parts = partsOf(events);
    const all = parts.flat();
    expect([all.length, new Set(all).size]).toEqual([events.length, new Set(events).size]);
    for (const part of parts) {
      const characters = part.reduce((sum, event) => sum + (event.type === 'MESSAGE' ? event.message.length : 0), 0);
      expect([part.length > 0, part.length <= MAX_PART.events, part.length === 1 || characters <= MAX_PART.characters, new Set(part.map(({ owner }) => owner)).size <= MAX_PART.owners]).toEqual([true, true, true, true]);
    }
    const place = (event: MetricEvent): string => (event.type === 'MESSAGE' ? 'message' : `${event.owner} ${event.variant}`);
    const [before, after] = [Map.groupBy(events, place), Map.groupBy(all, place)];
    for (const [name, own] of before) expect(after.get(name)!.every((event, i) => event === own[i])).toBe(true);
    if (parts.length > 1) expect(all.slice(all.findIndex(({ type }) => type === 'MESSAGE')).every(({ type }) => type === 'MESSAGE') || !all.some(({ type }) => type === 'MESSAGE')).toBe(true);
  }), { numRuns: 30 });
});

test('many short events are cut by their number', () => {
  const events = Array.from({ length: MAX_PART.events * 2 + 1 }, (_, i) => point('a', 'v', i));
  expect(partsOf(events).map(({ length }) => length)).toEqual([MAX_PART.events, MAX_PART.events, 1]);
});
