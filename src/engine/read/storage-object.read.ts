// Objects of the storage of deployments for callers who may read them.
import { type Actor, requireRole } from '../../domain/access.ts';
import { isSha256, type StoredFile } from '../../domain/file/file.ts';
import { objectPathAt, storedObjectPath } from '../../domain/file/object-path.ts';
import { figuresOfObjects, type ObjectFigures, type ObjectPage, objectsBelow, objectsOfBytes } from '../../store/file/storage-object.store.ts';
import { projectByPath } from '../../store/write/workflow-write.store.ts';
import type { Engine } from '../engine.ts';
import { ROOT_PROJECT } from '../found.ts';
import { readableFileAt } from '../file/readable-file.ts';
import { notFound } from '../not-found.ts';
import { requireReadable } from '../place-check.ts';
import { orNone } from './graph-file.read.ts';

/** The store of such objects. */
export const OBJECT_STORE = 'IKOMIA';
/** Objects on one page of a list. */
export const OBJECTS_PER_PAGE = 100;
/** Pages that a list has at most: a page costs what those before it cost. */
export const MAX_OBJECT_PAGES = 10_000;

/** Which objects: at a path (and below it unless `isExact`), or of a SHA-256. Without any of these all that have a path. */
export interface ObjectQuestion {
  /** Empty = everything. */
  readonly path: string;
  readonly isExact: boolean;
  readonly sha256: string | null;
}

/** Who asks, in the storage of which project. */
export interface ObjectPlace {
  readonly actor: Actor;
  readonly projectId: string;
}

/** The project whose storage is meant: that of a deployment, or the root project for null. Throws NOT_FOUND when it is hidden from the caller. */
export async function storageProject(engine: Engine, actor: Actor, projectId: string | null): Promise<string> {
  const id = projectId ?? (await projectByPath(engine.db, ROOT_PROJECT))?.id ?? notFound('project', ROOT_PROJECT, ['project']);
  await requireReadable(engine.db, actor, { noun: 'storage of the project', id, path: ['project'], projectId: id });
  return id;
}

/** A page of objects of a project. Throws NOT_FOUND for a project that is hidden, INVALID for a path that can be none. */
export async function listObjects(engine: Engine, asked: ObjectPlace, question: ObjectQuestion & { readonly page: number }): Promise<{ readonly objects: readonly StoredFile[]; readonly hasNext: boolean }> {
  requireRole(asked.actor, 'viewer');
  const part = { limit: OBJECTS_PER_PAGE + 1, offset: (question.page - 1) * OBJECTS_PER_PAGE };
  const found = await objectsFor(engine, asked, { question, part });
  return { objects: found.slice(0, OBJECTS_PER_PAGE), hasNext: found.length > OBJECTS_PER_PAGE };
}

/** How many objects a project has, and their bytes. Throws FORBIDDEN, and NOT_FOUND for a project that is hidden. */
export async function objectFigures(engine: Engine, { actor, projectId }: ObjectPlace): Promise<ObjectFigures> {
  requireRole(actor, 'viewer');
  await requireReadable(engine.db, actor, { noun: 'project', id: projectId, path: ['project'], projectId });
  return await figuresOfObjects(engine.db, projectId);
}

/** The object at a path of a project. Throws NOT_FOUND, INVALID. */
export function objectAt(engine: Engine, { actor, projectId }: ObjectPlace, path: string): Promise<StoredFile> {
  const shown = objectPathAt(path, ['path']);
  return readableFileAt(engine, actor, { store: OBJECT_STORE, path: storedObjectPath(projectId, shown), shown });
}

async function objectsFor(engine: Engine, { actor, projectId }: ObjectPlace, { question, part }: { question: ObjectQuestion; part: ObjectPage }): Promise<readonly StoredFile[]> {
  const { path, isExact, sha256 } = question;
  await requireReadable(engine.db, actor, { noun: 'project', id: projectId, path: ['project'], projectId });
  if (sha256 !== null) return isSha256(sha256) ? await objectsOfBytes(engine.db, { sha256, projectId }, part) : [];
  if (isExact) return part.offset > 0 ? [] : orNone(objectAt(engine, { actor, projectId }, path));
  return await objectsBelow(engine.db, path === '' ? projectId : storedObjectPath(projectId, objectPathAt(path, ['path'])), part);
}
