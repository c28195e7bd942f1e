// The hub, its ring, its waiters and queues: order and atomicity without a database.
import { describe, expect, test } from 'vitest';
import { EventQueue } from '../../src/events/event-queue.ts';
import { EventRing } from '../../src/events/event-ring.ts';
import { Hub, MAX_UNPUBLISHED, PUBLISH_SLICE } from '../../src/events/hub.ts';
import { event } from './made-event.ts';

const TASK = '00000000-0000-7000-8000-00000000000a';

describe('the hub', () => {
  test('gives each listener the matching events in order and stands at the event while it is delivered', () => {
    const { hub } = makeHub();
    const all: string[] = [];
    hub.subscribe({}, (one) => all.push(`${one.seq} at ${hub.position}`));
    const some: number[] = [];
    hub.subscribe({ taskId: TASK }, (one) => some.push(one.seq));
    hub.publish([event(1), event(2, { taskId: TASK })], 5);
    expect(all).toEqual(['1 at 1', '2 at 2']);
    expect(some).toEqual([2]);
    expect(hub.position).toBe(5);
  });

  test('who subscribes in the middle of a delivery gets the next event first, who unsubscribes gets none', () => {
    const { hub } = makeHub();
    const late: number[] = [];
    const gone: number[] = [];
    hub.subscribe({}, (one) => {
      if (one.seq !== 1) return;
      hub.subscribe({}, (next) => late.push(next.seq));
      leave();
    });
    const leave = hub.subscribe({}, (one) => gone.push(one.seq));
    hub.publish([event(1), event(2)], 2);
    expect(late).toEqual([2]);
    expect(gone).toEqual([]);
    expect(hub.size).toBe(2);
  });

  test('a publication out of a delivery comes after it for everybody', () => {
    const { hub } = makeHub();
    hub.subscribe({}, (one) => one.seq === 1 && hub.publish([event(3)], 3));
    const seen: number[] = [];
    hub.subscribe({}, (one) => seen.push(one.seq));
    hub.publish([event(1), event(2)], 2);
    expect(seen).toEqual([1, 2, 3]);
  });

  test('a listener that throws is removed and reported, the others notice nothing', () => {
    const { hub, errors } = makeHub();
    hub.subscribe({}, () => {
      throw new Error('defect');
    });
    const seen: number[] = [];
    hub.subscribe({}, (one) => seen.push(one.seq));
    hub.publish([event(1), event(2)], 2);
    expect(seen).toEqual([1, 2]);
    expect(errors).toEqual(['an event listener threw and was removed']);
  });

  test('a burst leaves readers time to take, so that a quick one with a small queue is not cut off', async () => {
    const { hub } = makeHub();
    const queue = new EventQueue(PUBLISH_SLICE);
    hub.subscribe({}, (one) => queue.push(one));
    const burst = Array.from({ length: 4 * PUBLISH_SLICE }, (_, i) => event(i + 1));
    hub.publish(burst, burst.length);
    hub.publish([event(burst.length + 1)], burst.length + 3);
    const taken: unknown[] = [];
    while (taken.length <= burst.length) taken.push(await queue.take());
    expect(taken).toEqual([...burst, event(burst.length + 1)]);
    expect(hub.position).toBe(burst.length + 3);
  });

  test('a burst beyond the bound is delivered without pauses until it is down to it', () => {
    const { hub } = makeHub();
    const burst = Array.from({ length: MAX_UNPUBLISHED + 1_000 }, (_, i) => event(i + 1));
    hub.publish(burst, burst.length);
    expect(hub.position).toBe(1_000);
  });

  test('recent events come from memory as far as they reach back, never with a gap', () => {
    const { hub } = makeHub({ ringCapacity: 3, position: 10 });
    expect(hub.recent(9, {}, 10)).toBeNull();
    expect(hub.recent(10, {}, 10)).toEqual({ events: [], upTo: 10 });
    hub.publish([11, 12, 14, 15].map((seq) => event(seq)), 16);
    expect(hub.recent(10, {}, 10)).toBeNull();
    expect(hub.recent(11, {}, 10)).toEqual({ events: [event(12), event(14), event(15)], upTo: 16 });
    expect(hub.recent(11, {}, 2)).toEqual({ events: [event(12), event(14)], upTo: 14 });
    expect(hub.recent(13, { taskId: TASK }, 2)).toEqual({ events: [], upTo: 16 });
  });

  test('reached waits for a number, also when that was rolled back, and ends with its signal', async () => {
    const { hub } = makeHub();
    const waiting = hub.reached(4, new AbortController().signal);
    hub.publish([event(1)], 3);
    const aborted = new AbortController();
    const ended = hub.reached(100, aborted.signal);
    hub.publish([], 4);
    await waiting;
    aborted.abort();
    await ended;
    expect(hub.position).toBe(4);
  });

  test('the ring keeps the newest events in order for every fill', () => {
    for (let count = 0; count < 12; count++) {
      const ring = new EventRing(5, 0);
      for (let seq = 1; seq <= count; seq++) ring.push(event(seq * 2));
      const kept = Array.from(ring.after(0), (one) => one.seq);
      expect(kept).toEqual(Array.from({ length: Math.min(count, 5) }, (_, i) => (Math.max(0, count - 5) + i + 1) * 2));
      expect(ring.floor).toBe(Math.max(0, count - 5) * 2);
    }
  });
});

describe('a waiter', () => {
  test('misses nothing between its registration and the wait, and forgets what it has answered', async () => {
    const { hub } = makeHub();
    using waiter = hub.waiter({ taskId: TASK });
    hub.publish([event(1, { taskId: TASK })], 1);
    expect(await waiter.wait({ timeoutMs: 10_000 })).toBe('event');
    expect(await waiter.wait({ timeoutMs: 5 })).toBe('timeout');
    hub.publish([event(2)], 2);
    expect(await waiter.wait({ timeoutMs: 5 })).toBe('timeout');
  });

  test('wakes only for what its predicate accepts', async () => {
    const { hub } = makeHub();
    using waiter = hub.waiter({ kinds: ['task.moved'] }, (one) => one.seq > 2);
    hub.publish([event(1), event(2)], 2);
    expect(await waiter.wait({ timeoutMs: 5 })).toBe('timeout');
    hub.publish([event(3)], 3);
    expect(await waiter.wait({ timeoutMs: 5_000 })).toBe('event');
  });

  test('ends with the event, the signal or its close, whichever is first, and leaves no subscription', async () => {
    const { hub } = makeHub();
    const waiter = hub.waiter({});
    const first = waiter.wait({ timeoutMs: 10_000 });
    hub.publish([event(1)], 1);
    expect(await first).toBe('event');
    const abort = new AbortController();
    const second = waiter.wait({ timeoutMs: 10_000, signal: abort.signal });
    abort.abort();
    expect(await second).toBe('aborted');
    expect(await waiter.wait({ timeoutMs: 10_000, signal: abort.signal })).toBe('aborted');
    const third = waiter.wait({ timeoutMs: 10_000 });
    await expect(waiter.wait({ timeoutMs: 1 })).rejects.toThrow('waiting already');
    waiter.close();
    expect(await third).toBe('aborted');
    expect(hub.size).toBe(0);
  });
});

describe('the queue of one reader', () => {
  test('gives what was pushed, waits when empty, and is closed for good', async () => {
    const queue = new EventQueue(2);
    queue.push(event(1));
    expect(await queue.take()).toEqual(event(1));
    const waiting = queue.take();
    queue.push(event(2));
    expect(await waiting).toEqual(event(2));
    const last = queue.take();
    queue.close();
    expect(await last).toBe('closed');
    queue.push(event(3));
    expect(await queue.take()).toBe('closed');
  });

  test('one event above the limit ends it and frees what it held', async () => {
    const queue = new EventQueue(2);
    for (const seq of [1, 2, 3, 4]) queue.push(event(seq));
    expect(await queue.take()).toBe('overflow');
    expect(await queue.take()).toBe('overflow');
  });
});

function makeHub(options: { ringCapacity?: number; position?: number } = {}) {
  const errors: string[] = [];
  const log = { info: () => {}, warn: () => {}, error: (_fields: object, message: string) => void errors.push(message) };
  return { hub: new Hub({ log, position: 0, ...options }), errors };
}
