// The checker of histories: it accepts what one order explains, and refuses every history in which one answer is wrong.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearize, type SequentialModel } from './linearize.ts';
import { QUEUE_MODEL, commanded, type QueueState } from './queue-model.ts';
import type { Asked, QueueOperation } from './queue-operation.ts';

type Content = QueueOperation extends infer Op ? (Op extends QueueOperation ? Omit<Op, 'call' | 'answer' | 'client'> : never) : never;

const YES = { result: 'ACCEPTED', code: null } as const;
const enqueue = (name: string, priority = 0): Content => ({ op: 'enqueue', task: name, priority, to: null, item: `item of ${name}`, answered: YES });
const claim = (got: string | null, passable: string[] = []): Content => ({ op: 'claim', got, passable });
const toFront = (name: string): Content => ({ op: 'move', items: [`item of ${name}`], to: { index: 0 }, gone: [], answered: YES });
const pause: Content = { op: 'setState', state: 'PAUSED', answered: YES };
const look = (...names: string[]): Content => ({ op: 'look', line: names.map((name) => ({ item: `item of ${name}`, task: name, priority: 0, name: null })) });

/** One operation after the other. */
function inTurn(...contents: Content[]): QueueOperation[] {
  return contents.map((content, i) => ({ ...content, client: 0, call: 2 * i, answer: 2 * i + 1 }));
}

/** The first operations in turn, the last ones all at the same time. */
function atOnce(before: Content[], together: Content[]): QueueOperation[] {
  const start = 2 * before.length;
  return [...inTurn(...before), ...together.map((content, i) => ({ ...content, client: i, call: start + i, answer: start + together.length + i }))];
}

describe('a history is explained', () => {
  const right: Record<string, QueueOperation[]> = {
    'in the order of calls when nothing overlaps': inTurn(enqueue('a'), enqueue('b'), claim('a'), claim('b'), claim(null), look()),
    'in another order when calls overlap': atOnce([enqueue('a')], [claim('b'), claim('a'), enqueue('b')]),
    'with a claim that passes over what a command holds': atOnce([enqueue('a'), enqueue('b')], [{ op: 'enqueue', task: 'a', priority: 0, to: null, item: null, answered: { result: 'NOOP', code: 'ALREADY_QUEUED' } }, claim('b', ['a'])]),
    'with a move that came in time': atOnce([enqueue('a'), enqueue('b')], [claim('b'), toFront('b')]),
  };
  test.each(Object.entries(right))('%s', (_name, history) => {
    const order = linearize(history, QUEUE_MODEL);
    expect(order?.toSorted((a, b) => a.call - b.call)).toEqual(history);
  });
});

describe('a history is refused', () => {
  const wrong: Record<string, QueueOperation[]> = {
    'in which an item is handed out twice': atOnce([enqueue('a')], [claim('a'), claim('a')]),
    'in which the second is handed out while the first is free': inTurn(enqueue('a'), enqueue('b'), claim('b')),
    'in which a claim passes over more than what a command holds': inTurn(enqueue('a'), enqueue('b'), enqueue('c'), claim('c', ['a'])),
    'in which something starts after the pause has answered': inTurn(enqueue('a'), pause, claim('a')),
    'in which a claim finds nothing although something waits': inTurn(enqueue('a'), claim(null)),
    'in which a move to the front has no effect': inTurn(enqueue('a'), enqueue('b'), toFront('b'), claim('a')),
    'in which a lower priority goes first': inTurn(enqueue('a', 0), enqueue('b', 1), claim('a')),
    'in which something passes a barrier': inTurn({ op: 'addBarrier', to: { index: 0 }, item: 'barrier', answered: YES }, enqueue('a'), claim('a')),
    'in which an item is lost': inTurn(enqueue('a'), enqueue('b'), look('b')),
    'in which the line ends in another order': inTurn(enqueue('a'), enqueue('b'), look('b', 'a')),
    'in which a dequeued task is handed out': inTurn(enqueue('a'), { op: 'dequeue', task: 'a', answered: YES }, claim('a')),
    'in which two concurrent commands both believe to be the first': atOnce([], [enqueue('a'), enqueue('a')]),
    'in which a later call goes before one that had answered': inTurn(claim('a'), enqueue('a')),
    'in which a move does not say what was gone': inTurn(enqueue('a'), enqueue('b'), claim('a'), { op: 'move', items: ['item of a', 'item of b'], to: { index: 0 }, gone: [], answered: { result: 'NOOP', code: 'ALREADY_SO' } }),
  };
  test.each(Object.entries(wrong))('%s', (_name, history) => expect(linearize(history, QUEUE_MODEL)).toBeNull());
});

/** A register that answers with what it held: the smallest model in which one wrong answer is seen. */
const REGISTER: SequentialModel<number, { call: number; answer: number; write: number; held: number }> = {
  start: 0,
  step: (state, op) => (op.held === state ? op.write : null),
  keyOf: String,
};

test('the search tries every order before it refuses', () => {
  const chain = Array.from({ length: 8 }, (_, i) => ({ call: i, answer: 100 + i, write: i + 1, held: i }));
  expect(linearize(chain.toReversed().map((op, i) => ({ ...op, call: i })), REGISTER)?.map((op) => op.held)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(linearize(chain.map((op) => (op.held === 5 ? { ...op, held: 9 } : op)), REGISTER)).toBeNull();
});

test('what the model itself did is explained, however much the calls overlap; with two neighbours of the last line swapped it is not', () => {
  const anyAsked: fc.Arbitrary<Asked> = fc.oneof(
    fc.record({ op: fc.constant('enqueue' as const), task: fc.constantFrom('a', 'b', 'c', 'd'), priority: fc.constant(0), to: fc.constantFrom(null, { index: 0 }, { index: 2 }), item: fc.constant(null) }),
    fc.record({ op: fc.constantFrom('dequeue' as const, 'abort' as const), task: fc.constantFrom('a', 'b', 'c', 'd') }),
    fc.record({ op: fc.constant('setState' as const), state: fc.constantFrom('OPEN' as const, 'PAUSED' as const, 'DRAINING' as const) }),
  );
  let swapped = 0;
  fc.assert(fc.property(fc.array(anyAsked, { maxLength: 14 }), fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 14, maxLength: 14 }), (asked, width) => {
    let state: QueueState = QUEUE_MODEL.start;
    const history = asked.map((one, i): QueueOperation => {
      const named = one.op === 'enqueue' ? { ...one, item: `${one.task} ${i}` } : one;
      const { next, answer } = commanded(state, named);
      state = next;
      return { ...named, answered: answer, client: 0, call: 10 * i + 1 - 10 * width[i]!, answer: 10 * i + 2 + 10 * width[i]! };
    });
    const end = 10 * asked.length + 100;
    const last = (line: QueueState['line']): QueueOperation => ({ op: 'look', line: line.map(({ id, ...rest }) => ({ item: id, ...rest })), client: 0, call: end, answer: end + 1 });
    expect(linearize([...history, last(state.line)], QUEUE_MODEL)).not.toBeNull();
    const [first, second, ...rest] = state.line;
    if (!first || !second || width.some((one) => one > 0)) return;
    swapped++;
    expect(linearize([...history, last([second, first, ...rest])], QUEUE_MODEL)).toBeNull();
  }), { numRuns: 200 });
  fc.assert(fc.property(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 2 }), (names) => {
    const swap = [names[1]!, names[0]!, ...names.slice(2)];
    swapped++;
    expect(linearize(inTurn(...names.map((name) => enqueue(name)), look(...swap)), QUEUE_MODEL)).toBeNull();
  }));
  expect(swapped).toBeGreaterThan(50);
});
