// Calls that come while others are under way go together; each ends as if it had been alone.
import { expect, test } from 'vitest';
import { Gathering } from '../../src/engine/gathering.ts';

/** All calls of one turn have been taken. */
const turnEnds = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));

/** A carrier that is released by hand, and remembers what it was given. */
function openCarrier() {
  const batches: (readonly number[])[] = [];
  const held: (() => void)[] = [];
  const carry = async (inputs: readonly number[]): Promise<readonly (string | Error)[]> => {
    batches.push(inputs);
    await new Promise<void>((resolve) => held.push(resolve));
    if (inputs.includes(13) && inputs.length > 1) throw new Error('the whole batch fails');
    return inputs.map((input) => (input === 13 ? new Error('thirteen') : `done ${input}`));
  };
  /** Lets everything that is under way end, and what follows it, until all is quiet. */
  const releaseAll = async (): Promise<void> => {
    await turnEnds();
    while (held.length > 0) {
      for (const release of held.splice(0)) release();
      await turnEnds(); // answers are given
      await turnEnds(); // the next ones have started
    }
  };
  return { batches, carry, releaseAll };
}

test('calls of one turn go together; those that come while as many are under way as may be go together, in order, as soon as there is room', async () => {
  const { batches, carry, releaseAll } = openCarrier();
  const line = new Gathering(carry, { width: 2, most: 10 });
  const answers: Promise<string>[] = [];
  for (const turn of [[1, 2], [3], [4], [5, 6]]) {
    answers.push(...turn.map((input) => line.call(input)));
    await turnEnds();
  }
  expect(batches).toEqual([[1, 2], [3]]);
  await releaseAll();
  expect(await Promise.all(answers)).toEqual(['done 1', 'done 2', 'done 3', 'done 4', 'done 5', 'done 6']);
  expect(batches).toEqual([[1, 2], [3], [4, 5, 6]]);
});

test('no more calls go together than allowed', async () => {
  const { batches, carry, releaseAll } = openCarrier();
  const line = new Gathering(carry, { width: 1, most: 3 });
  const answers = Array.from({ length: 8 }, (_, input) => line.call(input));
  await releaseAll();
  await Promise.all(answers);
  expect(batches).toEqual([[0, 1, 2], [3, 4, 5], [6, 7]]);
});

test('calls go together only as far as they are not too heavy; one that is goes alone, and is not overtaken', async () => {
  const { batches, carry, releaseAll } = openCarrier();
  const line = new Gathering(carry, { width: 1, most: 10, weight: { most: 10, of: (input) => input } });
  const answers = [4, 6, 1, 50, 2, 3].map((input) => line.call(input));
  await releaseAll();
  await Promise.all(answers);
  expect(batches).toEqual([[4, 6], [1], [50], [2, 3]]);
});

test('two calls of one key never go together, and keep their order', async () => {
  const { batches, carry, releaseAll } = openCarrier();
  const line = new Gathering(carry, { width: 1, most: 10, keyOf: (input) => String(input % 10) });
  const answers = [1, 11, 21, 2, 31].map((input) => line.call(input));
  await releaseAll();
  await Promise.all(answers);
  expect(batches).toEqual([[1, 2], [11], [21], [31]]);
});

test('an error of one call is its own: when a batch fails each call is tried alone', async () => {
  const { batches, carry, releaseAll } = openCarrier();
  const line = new Gathering(carry, { width: 1, most: 10 });
  const answers = Promise.allSettled([1, 12, 13, 14].map((input) => line.call(input)));
  await releaseAll();
  expect((await answers).map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message))).toEqual(['done 1', 'done 12', 'thirteen', 'done 14']);
  expect(batches).toEqual([[1, 12, 13, 14], [1], [12], [13], [14]]);
});
