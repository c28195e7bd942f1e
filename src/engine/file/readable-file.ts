// Files for callers who may read them.
import { type Actor, requireRole } from '../../domain/access.ts';
import type { FileStore, StoredFile } from '../../domain/file/file.ts';
import type { OpenBlob } from '../../domain/ports.ts';
import { fileById, fileByPath } from '../../store/file/file-read.store.ts';
import type { Engine } from '../engine.ts';
import { requireId } from '../found.ts';
import { notFound } from '../not-found.ts';
import { requireReadable } from '../place-check.ts';
import { fileKeeping } from './file-keeping.ts';

/** The file of an id. Throws FORBIDDEN, and NOT_FOUND for what does not exist, is over, or is not for the caller's eyes. */
export async function readableFile(engine: Engine, actor: Actor, id: string): Promise<StoredFile> {
  requireRole(actor, 'viewer');
  const file = (await fileById(engine.db, requireId('file', id, ['id']))) ?? notFound('file', id, ['id']);
  await requireReadable(engine.db, actor, { noun: 'file', id, path: ['id'], projectId: file.projectId });
  return file;
}

/** The file at a path of a store, as `readableFile` gives one by its id; `shown` is the path as its caller knows it. */
export async function readableFileAt(engine: Engine, actor: Actor, { store, path, shown = path }: { readonly store: FileStore; readonly path: string; readonly shown?: string }): Promise<StoredFile> {
  requireRole(actor, 'viewer');
  const named = { noun: 'file', id: shown, path: ['path'] };
  const file = (await fileByPath(engine.db, store, path)) ?? notFound(named.noun, shown, named.path);
  await requireReadable(engine.db, actor, { ...named, projectId: file.projectId });
  return file;
}

/** The bytes of a file. Throws NOT_FOUND when it was deleted in the meantime, and an error of ours when the bytes of a file are lost. */
export async function openFile(engine: Engine, file: StoredFile): Promise<OpenBlob> {
  const blob = await fileKeeping(engine).blobs.open(file.sha256);
  if (blob !== null && blob.size === file.size) return blob;
  await blob?.[Symbol.asyncDispose]();
  if ((await fileById(engine.db, file.id)) === undefined) notFound('file', file.id, ['id']);
  throw new Error(`the bytes ${file.sha256} of the file ${file.id} are not in the store`);
}
