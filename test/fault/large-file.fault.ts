// A file of 1 GiB up and down.
import { expect, test } from 'vitest';
import { reportFault } from './tool/fault-report.ts';
import { largeFile } from './tool/large-file.ts';

const BYTES = 1_073_741_824;
/** V8 lets used buffers lie about until they come to 64 MiB, however few are needed at a time: measured from the start, 1 GiB grew by 64.3 MiB. Afterwards that is part of what the memory was. */
const WARM_BYTES = 134_217_728;
/** What the server's memory may grow by, MiB: pieces on their way, and what the collector of memory leaves lying about. */
const MAX_GROWTH_MIB = 64;

test('a file of 1 GiB comes in and goes out whole, and the memory of the server stays as it was', async () => {
  const { sent, received, told, ...figures } = await largeFile({ bytes: BYTES, warmBytes: WARM_BYTES });
  reportFault({ fault: 'a file of 1 GiB up and down', seed: null, figures: { ...figures } });
  expect([received, told]).toMatchObject([sent, { sha256: sent, size: BYTES }]);
  expect(figures.left).toBe(0);
  expect(figures.growthMib).toBeLessThan(MAX_GROWTH_MIB);
});
