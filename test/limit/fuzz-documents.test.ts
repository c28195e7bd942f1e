// Random documents over both transports, a short form of fuzz-documents.fault.ts.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApiSchema } from '../../src/api/graphql/schema.ts';
import { seedRows } from '../../src/engine/seed.ts';
import { chosenSeed } from '../fault/seeded-random.ts';
import { type LiveGround, liveGround } from '../live/live-ground.ts';
import { fuzzDocuments } from './fuzz/document-fuzz.ts';

let ground: LiveGround;
beforeAll(async () => {
  ground = await liveGround();
  await seedRows(ground.engine);
});
afterAll(() => ground.close());

test('250 random documents are each answered with data or with an error of the caller, and the server logs no fault', async () => {
  const seed = chosenSeed();
  const { defects, ...figures } = await fuzzDocuments(ground, { seed, documents: 250, schema: await buildApiSchema() });
  process.stdout.write(`seed ${seed}: ${JSON.stringify(figures)}\n`);
  expect(defects.slice(0, 5), `seed ${seed}`).toEqual([]);
  expect(figures.answered).toBeGreaterThan(figures.asked / 10);
});
