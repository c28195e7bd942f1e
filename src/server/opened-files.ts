// The store of files of a serving process.
import path from 'node:path';
import type { Logger } from 'pino';
import { openBlobs } from '../blobs/blob-store.ts';
import type { Config } from '../config.ts';
import type { FileKeeping } from '../engine/file/file-keeping.ts';

const MIB = 1_048_576;

/** Opens the store of bytes; rejects when it cannot, and no server starts then: files that the database knows could not be read. */
export async function openFiles({ blobDir, dataDir, maxFileMib, maxStoreMib, fileRetentionDays }: Config, log: Logger): Promise<FileKeeping> {
  const directory = blobDir ?? path.join(dataDir, 'blobs');
  try {
    const blobs = await openBlobs(directory, { log: (message, error) => log.error({ error, directory }, message) });
    return { blobs, maxFileBytes: maxFileMib * MIB, maxStoreBytes: maxStoreMib * MIB, retentionDays: fileRetentionDays };
  } catch (error) {
    throw new Error(`files cannot be kept in ${directory}: make it a directory of the user that the server runs as, or name another in SWITCHYARD_BLOB_DIR`, { cause: error });
  }
}
