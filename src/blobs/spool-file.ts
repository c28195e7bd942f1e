// Bytes on their way in: written beside the store, hashed as they come, and moved into it as a whole.
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { DomainError } from '../domain/errors.ts';
import { SNIFFED_BYTES } from '../domain/file/content-type.ts';
import type { SpooledBlob } from '../domain/ports.ts';
import { blobPath, FILE_MODE, makeDirectories, plainSize, syncDirectory } from './blob-place.ts';
import { type DiskLog, onDisk } from './disk-fault.ts';

/** Where spool files lie and where they go. */
export interface SpoolPlace {
  readonly root: string;
  readonly spool: string;
  readonly log: DiskLog;
}

const MIB = 1_048_576;

/** Takes a stream into a spool file; when it fails, the file is gone and the stream is told to stop. */
export async function spoolFile(place: SpoolPlace, bytes: AsyncIterable<Uint8Array>, { maxBytes }: { readonly maxBytes: number }): Promise<SpooledBlob> {
  const file = path.join(place.spool, randomUUID());
  try {
    const facts = await written(place, { file, bytes, maxBytes });
    return { ...facts, keep: () => onDisk(place.log, () => moveIn(place, file, facts)), [Symbol.asyncDispose]: () => rm(file, { force: true }) };
  } catch (error) {
    // What could not be removed is swept later; the first error says more.
    await rm(file, { force: true }).catch((left: unknown) => place.log('a spool file could not be removed', left));
    throw error;
  }
}

interface Taking {
  readonly file: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly maxBytes: number;
}

async function written({ log }: SpoolPlace, { file, bytes, maxBytes }: Taking): Promise<Pick<SpooledBlob, 'sha256' | 'size' | 'head'>> {
  await using handle = await onDisk(log, () => open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, FILE_MODE));
  const hash = createHash('sha256');
  const head = new Uint8Array(SNIFFED_BYTES);
  let size = 0;
  for await (const piece of bytes) {
    if (size + piece.length > maxBytes) throw new DomainError('LIMIT_EXCEEDED', `the file is larger than ${sizeText(maxBytes)}: send a smaller one, or ask the operator to raise SWITCHYARD_MAX_FILE_MIB`);
    if (size < SNIFFED_BYTES) head.set(piece.subarray(0, SNIFFED_BYTES - size), size);
    hash.update(piece);
    await onDisk(log, () => writeWhole(handle, piece));
    size += piece.length;
  }
  await onDisk(log, () => handle.sync());
  return { sha256: hash.digest('hex'), size, head: head.subarray(0, Math.min(size, SNIFFED_BYTES)) };
}

/** A disk that is nearly full takes a part of what it is given, without an error until the next write. */
async function writeWhole(handle: FileHandle, piece: Uint8Array): Promise<void> {
  for (let done = 0; done < piece.length;) {
    const { bytesWritten } = await handle.write(piece, done, piece.length - done);
    if (bytesWritten === 0) throw Object.assign(new Error('a write took no bytes'), { code: 'ENOSPC' });
    done += bytesWritten;
  }
}

/** A rename over equal bytes would do no harm either; but what is there stays, so that readers and backups see one file. A file of another size cannot be those bytes. */
async function moveIn({ root }: SpoolPlace, file: string, { sha256, size }: Pick<SpooledBlob, 'sha256' | 'size'>): Promise<void> {
  if ((await plainSize(root, sha256)) === size) return;
  const target = blobPath(root, sha256);
  await makeDirectories(root, target);
  await rename(file, target);
  await syncDirectory(path.dirname(target));
}

function sizeText(bytes: number): string {
  return bytes % MIB === 0 ? `${bytes / MIB} MiB` : `${bytes} bytes`;
}
