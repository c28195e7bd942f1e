// 200 ms of latency and resets of one piece in ten, on the links of runner and clients.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';
import { lossyLinks } from './tool/lossy-links.ts';

/** Each way, with jitter: 200 ms for a round trip on the average. */
const FAULTS = { latencyMs: 90, jitterMs: 20, resetPerChunk: 0.1 };

test('over links of 200 ms that are reset at one piece in ten, work goes on and nothing is lost, doubled or turned around', async () => {
  const seed = chosenSeed();
  const { verdict, ...rates } = await lossyLinks({ seed, faults: FAULTS, forMs: 30_000 });
  reportFault({ fault: '200 ms round trip and 10 % resets on the links of runner and clients', seed, figures: { ...verdict, ...rates, ratio: rates.lossyRate / rates.goodRate } });
  expect(rates.resets, `seed ${seed}`).toBeGreaterThan(50);
  expect(rates.lossyRate, `seed ${seed}: work must go on`).toBeGreaterThan(0);
});
