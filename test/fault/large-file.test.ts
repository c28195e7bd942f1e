// The short form of the large file: a file of 32 MiB.
import { expect, test } from 'vitest';
import { largeFile } from './tool/large-file.ts';

const BYTES = 32 * 1_048_576;

test.runIf(process.platform === 'linux')('a file of 32 MiB comes in and goes out whole, and the memory of the server stays as it was', async () => {
  const { sent, received, told, growthMib, left } = await largeFile({ bytes: BYTES, warmBytes: BYTES / 8 });
  expect([received, told]).toMatchObject([sent, { sha256: sent, size: BYTES }]);
  expect([left, growthMib < 64 ? 'flat' : `grown by ${growthMib} MiB`]).toEqual([0, 'flat']);
}, 60_000);
