// Slow links that break all the time: the short form of network-lossy.fault.ts.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';
import { lossyLinks } from './tool/lossy-links.ts';

test('over links of 50 ms each way that are reset at one piece in ten, work goes on and nothing is lost, doubled or turned around', async () => {
  const seed = chosenSeed();
  const { verdict, ...rates } = await lossyLinks({ seed, faults: { latencyMs: 50, resetPerChunk: 0.1 }, forMs: 1_000 });
  reportFault({ fault: '100 ms round trip and 10 % resets', seed, figures: { ...verdict, ...rates } });
  expect(rates.resets, `seed ${seed}`).toBeGreaterThan(0);
}, 120_000);
