// Random calls, a short form of fuzz-clearml.fault.ts.
import { expect, test } from 'vitest';
import { chosenSeed } from '../fault/seeded-random.ts';
import { ClearmlGround } from './clearml-ground.ts';
import { fuzzCalls } from './fuzz/call-fuzz.ts';
import { NOT_OF_STRANGER, SECRET, twoTenants } from './fuzz/two-tenants.ts';

test('300 random calls are each answered in the envelope, none with a fault of the server', async () => {
  const seed = chosenSeed();
  await using ground = await ClearmlGround.open({}, { mayFail: true });
  const { defects, neverDone: _few, slowest: _one, ...figures } = await fuzzCalls(ground, { seed, calls: 300 });
  process.stdout.write(`seed ${seed}: ${JSON.stringify(figures)}\n`);
  expect(defects.slice(0, 5), `seed ${seed}`).toEqual([]);
  expect(figures.answered).toBeGreaterThan(figures.asked / 10);
});

test('200 random calls of somebody with grants elsewhere, who knows every id, tell and change nothing of what is out of reach', async () => {
  const seed = chosenSeed();
  await using tenants = await twoTenants();
  const { ground, stranger, plant, secretRows } = tenants;
  const before = await secretRows();
  const { defects, answered, asked } = await fuzzCalls(ground, { seed, calls: 200, headers: stranger, plant, except: NOT_OF_STRANGER, secret: SECRET });
  expect(defects.slice(0, 5), `seed ${seed}`).toEqual([]);
  expect(await secretRows(), `seed ${seed}`).toBe(before);
  expect(before).toContain(SECRET);
  expect(answered).toBeGreaterThan(asked / 10);
});
