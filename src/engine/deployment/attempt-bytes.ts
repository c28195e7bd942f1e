// The bytes behind files of attempts.
import type { FileAnswer } from '../../domain/dispatch/protocol.ts';
import { contentTypeOf } from '../../domain/file/content-type.ts';
import { invalid } from '../../domain/input/check.ts';
import type { StoredFile } from '../../domain/file/file.ts';
import type { Connection } from '../../store/database.ts';
import { fileById } from '../../store/file/file-read.store.ts';
import type { Engine } from '../engine.ts';
import { fileKeeping } from '../file/file-keeping.ts';
import { putOnRecord } from '../file/record-file.ts';
import { inTransaction } from '../work.ts';

/** What an attempt leaves. */
export interface LeftFile {
  /** What its path begins with; its id follows. */
  readonly path: string;
  readonly projectId: string;
  readonly name: string;
  readonly contentType: string | null;
  readonly expiresIn: number;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Throws when it must not be kept after all. */
  require(tx: Connection): Promise<void>;
}

/** An input, if it is one and there still. Throws INVALID. */
export async function inputFile(engine: Engine, { id, isInput }: { readonly id: string; readonly isInput: boolean }): Promise<StoredFile> {
  if (!isInput) invalid(['id'], 'is no file of the inputs of this attempt');
  return (await fileById(engine.db, id)) ?? invalid(['id'], `the file ${id} of an input is there no more: its time is over, or somebody has deleted it; the deployment has to be called again`);
}

/** Takes bytes in and puts them on record, in one transaction with the look at whether they are wanted still. */
export async function leaveFile(engine: Engine, file: LeftFile): Promise<FileAnswer> {
  const { blobs, maxFileBytes } = fileKeeping(engine);
  await using blob = await blobs.spool(file.bytes, { maxBytes: maxFileBytes });
  const { value } = await inTransaction(engine, { op: 'storeAttemptFile', actorId: null, requestId: null }, async (work) => {
    await file.require(work.tx);
    const id = engine.newId();
    const { projectId, name, expiresIn } = file;
    await putOnRecord(work, { id, store: 'ARTIFACT', path: file.path + id, replace: false, name, claimedType: file.contentType, projectId, expiresIn, blob, contentType: contentTypeOf(file.contentType, blob.head) });
    return id;
  });
  return { id: value, sha256: blob.sha256, size: blob.size };
}
