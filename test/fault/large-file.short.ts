// The short form of the large file: 64 MiB after one of half the size.
import { expect, test } from 'vitest';
import { largeFile } from './tool/large-file.ts';

const BYTES = 67_108_864;
/** Less than the file: who kept it in memory as a whole would grow by more. */
const MAX_GROWTH_MIB = 48;

test.runIf(process.platform === 'linux')('a file of 64 MiB comes in and goes out whole, and the memory of the server stays as it was', async () => {
  const { sent, received, told, growthMib, left } = await largeFile({ bytes: BYTES, warmBytes: BYTES / 2 });
  expect([received, told]).toMatchObject([sent, { sha256: sent, size: BYTES }]);
  expect([left, growthMib < MAX_GROWTH_MIB ? 'flat' : `grown by ${growthMib} MiB`]).toEqual([0, 'flat']);
}, 60_000);
