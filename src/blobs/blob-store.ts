// The store of bytes in a directory: one file for each hash, and a spool in the same file system. Several servers may share it.
import { chmod, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Blobs } from '../domain/ports.ts';
import { blobPath, DIRECTORY_MODE, openPlain } from './blob-place.ts';
import { blobsOlderThan, sweepSpool } from './blob-sweep.ts';
import type { DiskLog } from './disk-fault.ts';
import { openBlob } from './open-blob.ts';
import { spoolFile } from './spool-file.ts';

/** Name of the directory of uploads under way; no hash is called like it. */
export const SPOOL_NAME = 'spool';

/** Opens the store in a directory, which is made when it is not there. Rejects when it cannot be made or is not ours. */
export async function openBlobs(directory: string, options: { readonly log: DiskLog }): Promise<Blobs> {
  const root = path.resolve(directory);
  const spool = path.join(root, SPOOL_NAME);
  for (const each of [root, spool]) {
    await mkdir(each, { recursive: true, mode: DIRECTORY_MODE });
    // One that was there may have been made for everybody to read.
    await chmod(each, DIRECTORY_MODE);
  }
  const place = { root, spool, log: options.log };
  return {
    spool: (bytes, limits) => spoolFile(place, bytes, limits),
    async open(sha256) {
      const handle = await openPlain(root, sha256);
      return handle === null ? null : openBlob(handle);
    },
    remove: (sha256) => rm(blobPath(root, sha256), { force: true }),
    olderThan: (seconds, slice) => blobsOlderThan(root, slice, seconds),
    sweepSpool: (seconds) => sweepSpool(spool, seconds),
  };
}
