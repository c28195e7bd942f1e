// Random documents over both transports, a short form of fuzz-documents.fault.ts.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApiSchema } from '../../src/api/graphql/schema.ts';
import { chosenSeed } from '../fault/seeded-random.ts';
import type { LiveGround } from '../live/live-ground.ts';
import { fuzzDocuments } from './fuzz/document-fuzz.ts';
import { fuzzGround } from './fuzz/fuzz-ground.ts';

let ground: LiveGround;
beforeAll(async () => { ground = await fuzzGround(); });
afterAll(() => ground.close());

test('150 random documents are each answered with data or with an error of the caller, and the server logs no fault', async () => {
  const seed = chosenSeed();
  const { defects, ...figures } = await fuzzDocuments(ground, { seed, documents: 150, schema: await buildApiSchema() });
  process.stdout.write(`seed ${seed}: ${JSON.stringify(figures)}\n`);
  expect(defects.slice(0, 5), `seed ${seed}`).toEqual([]);
  expect(figures.answered).toBeGreaterThan(figures.asked / 10);
});
