// Looking through the store for what is old: bytes kept long ago, and spool files whose process is gone.
import { opendir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isSha256 } from '../domain/file/file.ts';
import { lstatOrNull, sliceDirectory } from './blob-place.ts';
import { codeOf } from './disk-fault.ts';

/** Hashes given at a time. */
export const SWEEP_BATCH = 500;

/** Hashes of a slice whose files were written longer ago than `seconds`. Times are those of the disk, compared with this machine's: `seconds` must be far above what clocks differ by. */
export async function* blobsOlderThan(root: string, slice: number, seconds: number): AsyncGenerator<readonly string[]> {
  let batch: string[] = [];
  for await (const directory of entriesOf(sliceDirectory(root, slice))) {
    for await (const file of entriesOf(directory)) {
      if (!isSha256(path.basename(file)) || !(await isOlder(file, seconds))) continue;
      batch.push(path.basename(file));
      if (batch.length < SWEEP_BATCH) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** Removes spool files that nothing was written to for so long. */
export async function sweepSpool(spool: string, seconds: number): Promise<number> {
  let removed = 0;
  for await (const file of entriesOf(spool)) {
    if (!(await isOlder(file, seconds))) continue;
    await rm(file, { force: true });
    removed++;
  }
  return removed;
}

async function* entriesOf(directory: string): AsyncGenerator<string> {
  // A link in the place of a directory would lead the sweep out of the store.
  if ((await lstatOrNull(directory))?.isDirectory() !== true) return;
  try {
    for await (const entry of await opendir(directory)) yield path.join(directory, entry.name);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

async function isOlder(file: string, seconds: number): Promise<boolean> {
  const found = await lstatOrNull(file);
  return found?.isFile() === true && found.mtimeMs < Date.now() - seconds * 1_000;
}
