// The collector of files: ends what has expired, forgets what is deleted, and removes bytes that no file has.
import { FILE_STORES, type FileStore } from '../../domain/file/file.ts';
import { BLOB_SLICES } from '../../domain/ports.ts';
import { COLLECT_BATCH, deletedFiles, expiredFiles, forgetFiles, neededBytes } from '../../store/file/file-collect.store.ts';
import { addToStore, lockBytes, lockStore, markDeleted } from '../../store/file/file-write.store.ts';
import type { Engine } from '../engine.ts';
import { inTransaction, send } from '../work.ts';
import { fileDeleted } from './file-deleted.ts';
import { fileKeeping } from './file-keeping.ts';

/** Age at which bytes without a file, and uploads that nobody goes on with, are removed: far above any upload's pause and what clocks differ by. */
export const LEFT_SECONDS = 3_600;

/** Batches of one kind in one round; the next round goes on. */
export const BATCHES_PER_ROUND = 50;

/** Seconds between two rounds. */
export const COLLECT_SECONDS = 60;

/** One round; it looks through one of the slices of the store of bytes, so that the whole is seen within hours. */
export async function collectFiles(engine: Engine): Promise<void> {
  for (const store of FILE_STORES) await endExpired(engine, store);
  await forgetDeleted(engine);
  await removeLeft(engine, Math.floor(engine.clock.now() / (COLLECT_SECONDS * 1_000)) % BLOB_SLICES);
  await fileKeeping(engine).blobs.sweepSpool(LEFT_SECONDS);
}

/** Deletes files of a store whose time is over; gives how many. */
export async function endExpired(engine: Engine, store: FileStore): Promise<number> {
  let ended = 0;
  for (let batches = 0; batches < BATCHES_PER_ROUND; batches++) {
    // Most rounds find nothing, and should lock nothing.
    if ((await expiredFiles(engine.db, store)).length === 0) break;
    const { value } = await inTransaction(engine, { op: 'expireFiles', actorId: null, requestId: null }, async (work) => {
      await lockStore(work.tx, store);
      const files = await expiredFiles(work.tx, store);
      for (const file of files) {
        send(markDeleted(work.tx, file.id));
        fileDeleted(work, file, 'EXPIRED');
      }
      if (files.length > 0) send(addToStore(work.tx, store, { bytes: -files.reduce((sum, { size }) => sum + size, 0), files: -files.length }));
      return files.length;
    });
    ended += value;
    if (value < COLLECT_BATCH) break;
  }
  return ended;
}

/** Removes rows of deleted files, and their bytes unless another file has them; gives how many were looked at. */
export async function forgetDeleted(engine: Engine): Promise<number> {
  let forgotten = 0;
  for (let batches = 0; batches < BATCHES_PER_ROUND; batches++) {
    const files = await deletedFiles(engine.db);
    for (const sha256 of new Set(files.map((file) => file.sha256))) await removeUnneeded(engine, sha256);
    forgotten += files.length;
    if (files.length < COLLECT_BATCH) break;
  }
  return forgotten;
}

/** Removes bytes of a slice that were kept long ago and have no file: their upload failed between the two. Gives how many. */
export async function removeLeft(engine: Engine, slice: number, seconds: number = LEFT_SECONDS): Promise<number> {
  let removed = 0;
  for await (const hashes of fileKeeping(engine).blobs.olderThan(seconds, slice)) {
    const needed = await neededBytes(engine.db, hashes);
    for (const sha256 of hashes.filter((one) => !needed.has(one))) if (await removeUnneeded(engine, sha256)) removed++;
  }
  return removed;
}

/**
 * Removes the bytes unless a file has them, under the lock that uploads take before they keep theirs: an upload of the same bytes
 * either has its row on record by now, or finds the bytes gone and puts its own there. The rows go last: after a crash in between they
 * lead the next round here again.
 */
async function removeUnneeded(engine: Engine, sha256: string): Promise<boolean> {
  const { value } = await inTransaction(engine, { op: 'removeBytes', actorId: null, requestId: null }, async (work) => {
    await lockBytes(work.tx, sha256);
    const needed = (await neededBytes(work.tx, [sha256])).has(sha256);
    if (!needed) await fileKeeping(engine).blobs.remove(sha256);
    await forgetFiles(work.tx, sha256);
    return !needed;
  });
  return value;
}
