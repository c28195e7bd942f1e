// Runs that compute take turns, and none waits long.
import { expect, test, vi } from 'vitest';
import { type ComputeTurn, ComputeTurns, TURN_MS } from '../../src/runner/graph/host/compute-turns.ts';

const never = new AbortController().signal;

/** Asks for turns in this order; `begun` has the numbers of those that were given one, in the order of giving. */
function asked(turns: ComputeTurns, many: number, signal = never) {
  const begun: number[] = [];
  const all = Array.from({ length: many }, async (_, n): Promise<ComputeTurn> => {
    const turn = await turns.take(signal);
    begun.push(n);
    return turn;
  });
  return { begun, all };
}

test('as many compute at once as there are turns, and whoever leaves makes room for the one that has waited longest', async () => {
  const turns = new ComputeTurns(2);
  const { begun, all } = asked(turns, 5);
  const [first, second] = [await all[0]!, await all[1]!];
  expect(begun).toEqual([0, 1]);
  second[Symbol.dispose]();
  const third = await all[2]!;
  expect(turns.taken).toBe(2);
  first[Symbol.dispose]();
  third[Symbol.dispose]();
  await Promise.all(all);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  expect(turns.taken).toBe(2);
});

test('whoever has waited for its time computes beside the others, and so does whoever takes longer than that', async () => {
  const turns = new ComputeTurns(1);
  const first = await turns.take(never);
  const asks = performance.now();
  const second = await turns.take(never);
  expect(performance.now() - asks).toBeGreaterThan(TURN_MS - 2);
  // The time of the first is over as well: what it does yet holds nobody up.
  await vi.waitFor(() => expect(turns.taken).toBeLessThan(2), { interval: 1 });
  await vi.waitFor(() => expect(turns.taken).toBe(0), { interval: 1 });
  first[Symbol.dispose]();
  second[Symbol.dispose]();
  second[Symbol.dispose]();
  expect(turns.taken).toBe(0);
  const [third, fourth] = [await turns.take(never), turns.take(never)];
  expect(turns.taken).toBe(1);
  third[Symbol.dispose]();
  (await fourth)[Symbol.dispose]();
  expect(turns.taken).toBe(0);
});

test('a run that is to end waits no longer, and nobody waits in a line that it has left', async () => {
  const turns = new ComputeTurns(1);
  const stop = new AbortController();
  const first = await turns.take(never);
  const { all } = asked(turns, 1, stop.signal);
  const behind = asked(turns, 1);
  stop.abort();
  const stopped = await all[0]!;
  stopped[Symbol.dispose]();
  first[Symbol.dispose]();
  (await behind.all[0]!)[Symbol.dispose]();
  expect(turns.taken).toBe(0);
});
