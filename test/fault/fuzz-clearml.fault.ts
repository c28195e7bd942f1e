// Random and hostile calls of the ClearML dialect: each gets an answer in the envelope that is no fault of the server, and the memory comes back.
import { expect, test } from 'vitest';
import { ClearmlGround } from '../clearml/clearml-ground.ts';
import { fuzzCalls } from '../clearml/fuzz/call-fuzz.ts';
import { NOT_OF_STRANGER, SECRET, twoTenants } from '../clearml/fuzz/two-tenants.ts';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';

/** Before memory is measured: caches fill, code is compiled. */
const WARM_UP = 2_000;
const CALLS = 20_000;
const CALLS_OF_STRANGER = 8_000;
/** Most that the heap may have grown beyond the warm one, bytes. */
const MOST_GROWTH = 40 * 1024 * 1024;
/** Longest that one call may take, milliseconds: a search ends after three seconds, others may wait for its turn. */
const MOST_MS = 15_000;
/** Calls that may have come to nothing every time: some need several things that belong together. */
const MOST_NEVER_DONE = 12;

test('20,000 random calls: no fault of the server, no answer without the envelope, none that stalls, nine calls of ten done at some time, and the memory comes back', async () => {
  const seed = chosenSeed();
  await using ground = await ClearmlGround.open({}, { mayFail: true });
  const warm = await fuzzCalls(ground, { seed: seed + 1, calls: WARM_UP });
  const { defects, codes, neverDone, slowest, ...figures } = await fuzzCalls(ground, { seed, calls: CALLS });
  reportFault({ fault: 'random ClearML calls', seed, figures: { ...figures, ...codes, neverDone: neverDone.join(' '), defects: defects.length } });
  expect([...warm.defects, ...defects].slice(0, 5), `seed ${seed}`).toEqual([]);
  expect(figures.slowestMs, slowest).toBeLessThan(MOST_MS);
  expect(neverDone.length, neverDone.join(' ')).toBeLessThan(MOST_NEVER_DONE);
  expect(figures.heapAfter - figures.heapBefore).toBeLessThan(MOST_GROWTH);
});

test('8,000 random calls of somebody with grants elsewhere, who knows every id, tell and change nothing of what is out of reach', async () => {
  const seed = chosenSeed();
  await using tenants = await twoTenants();
  const { ground, stranger, plant, secretRows } = tenants;
  const before = await secretRows();
  const { defects, answered, asked, codes } = await fuzzCalls(ground, { seed, calls: CALLS_OF_STRANGER, headers: stranger, plant, except: NOT_OF_STRANGER, secret: SECRET });
  reportFault({ fault: 'random ClearML calls of a stranger', seed, figures: { asked, answered, ...codes, defects: defects.length } });
  expect(defects.slice(0, 5), `seed ${seed}`).toEqual([]);
  expect(await secretRows(), `seed ${seed}`).toBe(before);
});
