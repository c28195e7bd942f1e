// Random calls, a short form of fuzz-clearml.fault.ts.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chosenSeed } from '../fault/seeded-random.ts';
import { ClearmlGround } from './clearml-ground.ts';
import { fuzzCalls } from './fuzz/call-fuzz.ts';

let ground: ClearmlGround;
beforeAll(async () => { ground = await ClearmlGround.open({}, { mayFail: true }); });
afterAll(() => ground[Symbol.asyncDispose]());

test('500 random calls are each answered in the envelope, none with a fault of the server', async () => {
  const seed = chosenSeed();
  const { defects, neverDone: _few, slowest: _one, ...figures } = await fuzzCalls(ground, { seed, calls: 500 });
  process.stdout.write(`seed ${seed}: ${JSON.stringify(figures)}\n`);
  expect(defects.slice(0, 5), `seed ${seed}`).toEqual([]);
  expect(figures.answered).toBeGreaterThan(figures.asked / 10);
});
