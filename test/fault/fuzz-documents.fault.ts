// Random and mutated documents over HTTP and over sockets: each gets an answer or an error of the caller, and the memory comes back.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApiSchema } from '../../src/api/graphql/schema.ts';
import { fuzzDocuments } from '../limit/fuzz/document-fuzz.ts';
import { fuzzGround } from '../limit/fuzz/fuzz-ground.ts';
import type { LiveGround } from '../live/live-ground.ts';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';

/** Before memory is measured: caches fill, code is compiled. */
const WARM_UP = 2_000;
const DOCUMENTS = 20_000;
/** Most that the heap may have grown beyond the warm one, bytes. */
const MOST_GROWTH = 40 * 1024 * 1024;

let ground: LiveGround;
beforeAll(async () => { ground = await fuzzGround(); });
afterAll(() => ground.close());

test('20,000 random documents: no fault of the server, no answer missing, and the memory comes back', async () => {
  const seed = chosenSeed();
  const schema = await buildApiSchema();
  const warm = await fuzzDocuments(ground, { seed: seed + 1, documents: WARM_UP, schema });
  const { defects, codes, ...figures } = await fuzzDocuments(ground, { seed, documents: DOCUMENTS, schema });
  reportFault({ fault: 'random documents', seed, figures: { ...figures, ...codes, defects: defects.length } });
  expect([...warm.defects, ...defects].slice(0, 5), `seed ${seed}`).toEqual([]);
  expect(figures.heapAfter - figures.heapBefore).toBeLessThan(MOST_GROWTH);
});
