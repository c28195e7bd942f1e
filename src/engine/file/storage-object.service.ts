// Objects of the storage of deployments: storing, copying and deleting them.
import type { StoredFile } from '../../domain/file/file.ts';
import { objectPathAt, storedObjectPath } from '../../domain/file/object-path.ts';
import { objectsBelow } from '../../store/file/storage-object.store.ts';
import { addToStore, lockStore, markDeleted } from '../../store/file/file-write.store.ts';
import { accepted, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { sharedObject } from '../read/graph-file.read.ts';
import { OBJECT_STORE } from '../read/storage-object.read.ts';
import { requirePlace } from '../place-check.ts';
import { send } from '../work.ts';
import { fileDeleted } from './file-deleted.ts';
import { openFile } from './readable-file.ts';
import { storeFile } from './store-file.service.ts';

/** An object to store. */
export interface NewObject {
  readonly projectId: string;
  /** Absent = it is known by its id alone, and goes after `temporarySeconds`. */
  readonly path: string | null;
  readonly replace: boolean;
  readonly contentType: string | undefined;
  /** Asked once the bytes are in. */
  readonly isDirectoryArchive: () => boolean;
  readonly temporarySeconds: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Objects that one transaction deletes. */
export const OBJECTS_PER_DELETION = 200;

/** Stores an object; gives it as it is on record. Errors: those of `storeFile`; ALREADY_EXISTS when the path is taken and it may not replace. */
export async function storeObject(engine: Engine, context: CommandContext, { path: given, temporarySeconds, ...object }: NewObject): Promise<StoredFile> {
  const path = given === null ? null : objectPathAt(given, ['path']);
  const { subjectId } = await storeFile(engine, context, {
    ...object,
    store: OBJECT_STORE,
    path: path === null ? undefined : storedObjectPath(object.projectId, path),
    name: path?.slice(path.lastIndexOf('/') + 1) ?? 'object',
    expiresInSeconds: path === null ? temporarySeconds : undefined,
  });
  return await sharedObject(engine, subjectId);
}

/** Stores the bytes of an object once more, under another path. The source has been judged as readable. Errors: as `storeObject`. */
export async function copyObject(engine: Engine, context: CommandContext, { source, ...object }: Omit<NewObject, 'bytes' | 'contentType' | 'isDirectoryArchive'> & { readonly source: StoredFile }): Promise<StoredFile> {
  await using blob = await openFile(engine, source);
  // Awaited here: the bytes are read while this scope lasts.
  return await storeObject(engine, context, { ...object, contentType: source.contentType, isDirectoryArchive: () => source.isDirectoryArchive, bytes: blob.bytes(0, source.size - 1) });
}

/**
 * Deletes what is at a path of a project and below it, in batches, until nothing is left or the caller has gone; gives how many. Errors:
 * INVALID for an empty path, which would be the storage of the whole project, NOT_FOUND, FORBIDDEN.
 */
export async function deleteObjects(engine: Engine, context: CommandContext, asked: { readonly projectId: string; readonly path: string; readonly isGone: () => boolean }): Promise<number> {
  const { projectId, isGone } = asked;
  const path = objectPathAt(asked.path, ['path']);
  let deleted = 0;
  for (let batch = OBJECTS_PER_DELETION; batch === OBJECTS_PER_DELETION && !isGone(); deleted += batch) {
    batch = await deleteBatch(engine, context, { projectId, path });
  }
  return deleted;
}

async function deleteBatch(engine: Engine, context: CommandContext, { projectId, path }: { readonly projectId: string; readonly path: string }): Promise<number> {
  let deleted = 0;
  await runCommand(engine, { ...context, requestId: null }, {
    op: 'deleteObjects',
    input: { projectId, path },
    body: async (work) => {
      await requirePlace(work, { projectId }, { noun: 'project', id: projectId, path: ['projectId'] });
      await lockStore(work.tx, OBJECT_STORE);
      const files = await objectsBelow(work.tx, storedObjectPath(projectId, path), { limit: OBJECTS_PER_DELETION, offset: 0 });
      for (const file of files) {
        send(markDeleted(work.tx, file.id));
        fileDeleted(work, file, 'DELETED');
      }
      if (files.length > 0) send(addToStore(work.tx, OBJECT_STORE, { bytes: -files.reduce((sum, { size }) => sum + size, 0), files: -files.length }));
      deleted = files.length;
      return accepted(projectId);
    },
  });
  return deleted;
}
