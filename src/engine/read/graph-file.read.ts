// Files that callers of deployments name by their id.
import type { Actor } from '../../domain/access.ts';
import { isGraphFile } from '../../domain/deployment/graph-file.ts';
import { DomainError } from '../../domain/errors.ts';
import type { StoredFile } from '../../domain/file/file.ts';
import { isUuid } from '../../domain/uuid.ts';
import { fileById } from '../../store/file/file-read.store.ts';
import type { Engine } from '../engine.ts';
import { readableFile } from '../file/readable-file.ts';
import { notFound } from '../not-found.ts';

/** Who names objects by their ids; `within` keeps him to one project, null to what he may see. */
export interface ObjectReader {
  readonly actor: Actor;
  readonly within: string | null;
}

/** What was stored for deployments, or what a graph has left. Throws FORBIDDEN, and NOT_FOUND for everything else, whatever the text. */
export async function graphFile(engine: Engine, actor: Actor, uid: string): Promise<StoredFile> {
  const file = await readableFile(engine, actor, uid);
  return isGraphFile(file) ? file : notFound('file', uid, ['id']);
}

/** An object that the caller may read, by its id: what was stored, and what runs have left. Throws NOT_FOUND. */
export async function readableObject(engine: Engine, { actor, within }: ObjectReader, uid: string): Promise<StoredFile> {
  const file = await graphFile(engine, actor, uid);
  return within === null || file.projectId === within ? file : notFound('file', uid, ['id']);
}

/** It as a list, which is empty when there is none. */
export function objectsOfId(engine: Engine, reader: ObjectReader, uid: string): Promise<readonly StoredFile[]> {
  return orNone(readableObject(engine, reader, uid));
}

/** The object of an id for whoever holds a signed address of it. Throws NOT_FOUND. */
export async function sharedObject(engine: Engine, uid: string): Promise<StoredFile> {
  const file = isUuid(uid) ? await fileById(engine.db, uid) : undefined;
  return file !== undefined && isGraphFile(file) ? file : notFound('file', uid, ['id']);
}

/** What is found, as a list; an empty one when it is not there. */
export async function orNone(object: Promise<StoredFile>): Promise<readonly StoredFile[]> {
  try {
    return [await object];
  } catch (error) {
    if (error instanceof DomainError && error.code === 'NOT_FOUND') return [];
    throw error;
  }
}
