// Files that are made of large inputs: kept for as long as the run may wait, take and be looked at, and removed when there is no run.
import { INPUT_QUEUE_SECONDS } from '../../../domain/deployment/graph-file.ts';
import type { SpooledBlob } from '../../../domain/ports.ts';
import { contentTypeOf } from '../../../domain/file/content-type.ts';
import type { GraphValue, GraphValueType } from '../../../domain/graph/graph-value.ts';
import { fileById } from '../../../store/file/file-read.store.ts';
import { addToStore, lockStore, markDeleted } from '../../../store/file/file-write.store.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { fileDeleted } from '../../file/file-deleted.ts';
import { fileKeeping } from '../../file/file-keeping.ts';
import { putOnRecord } from '../../file/record-file.ts';
import { inTransaction, send } from '../../work.ts';

/** The store of files of callers of deployments. */
export const INPUT_STORE = 'IKOMIA';

/** Whose the files are, and how long a run of it may take and is kept. */
export interface InputOwner {
  readonly name: string;
  readonly projectId: string;
  readonly timeoutSeconds: number;
  readonly resultTtlSeconds: number;
}

/** An input that is too large to stay with its run. */
export interface LargeInput {
  readonly place: number;
  readonly type: GraphValueType;
  readonly bytes: Buffer;
}

/** A file that was made. */
export interface MadeInput {
  readonly place: number;
  readonly id: string;
  readonly value: GraphValue;
}

/** Makes files of inputs, all or none. Throws LIMIT_EXCEEDED when one is too large, or the store or the disk is full. */
export async function keepInputs(engine: Engine, context: CommandContext, { owner, inputs }: { readonly owner: InputOwner; readonly inputs: readonly LargeInput[] }): Promise<readonly MadeInput[]> {
  const { blobs, maxFileBytes } = fileKeeping(engine);
  await using spools = new AsyncDisposableStack();
  const spooled: { readonly input: LargeInput; readonly blob: SpooledBlob }[] = [];
  for (const input of inputs) spooled.push({ input, blob: spools.use(await blobs.spool(pieceOf(input.bytes), { maxBytes: maxFileBytes })) });
  const expiresIn = INPUT_QUEUE_SECONDS + owner.timeoutSeconds + owner.resultTtlSeconds;
  const { value } = await inTransaction(engine, { op: 'storeInputs', actorId: context.actor.userId, requestId: null }, async (work) => {
    const made: MadeInput[] = [];
    for (const { input, blob } of spooled) {
      const contentType = input.type === 'image' ? contentTypeOf(null, blob.head) : 'application/json';
      const file = { store: INPUT_STORE, path: null, replace: false, name: `input ${input.place} of ${owner.name}`, claimedType: null, projectId: owner.projectId, expiresIn, blob, contentType } as const;
      const { subjectId: id } = await putOnRecord(work, file);
      made.push({ place: input.place, id, value: { type: input.type, body: { file: id, sha256: blob.sha256, size: blob.size } } });
    }
    return made;
  });
  return value;
}

/** Removes files that were made for a run that did not come to be, also for a caller who has left: by then his own connection does nothing any more. */
export async function removeInputs(engine: Engine, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await inTransaction({ ...engine, db: engine.db.lasting }, { op: 'removeInputs', actorId: null, requestId: null }, async (work) => {
    await lockStore(work.tx, INPUT_STORE);
    for (const id of ids) {
      const file = await fileById(work.tx, id);
      if (file === undefined) continue;
      send(markDeleted(work.tx, id));
      send(addToStore(work.tx, INPUT_STORE, { bytes: -file.size, files: -1 }));
      fileDeleted(work, file, 'DELETED');
    }
  });
}

async function* pieceOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}
