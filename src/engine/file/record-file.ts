// Putting a file on record: sums, path, bytes and row in one transaction, so that bytes are there for every file and no store grows beyond its limit.
import { DomainError } from '../../domain/errors.ts';
import { eventText } from '../../domain/event/event.ts';
import type { StoredFile } from '../../domain/file/file.ts';
import { addToStore, fileAtPath, insertFile, lockBytes, lockStore, markDeleted } from '../../store/file/file-write.store.ts';
import { accepted, type BodyOutcome } from '../command-frame.ts';
import { findProject } from '../found.ts';
import { decisionAt, requirePlace } from '../place-check.ts';
import { emit, send, type Work } from '../work.ts';
import { fileKeeping } from './file-keeping.ts';
import { fileDeleted, MAX_EVENT_NAME } from './file-deleted.ts';
import type { IncomingFile } from './store-file.service.ts';

const MIB = 1_048_576;

/** The body of `storeFile`. Locks in this order: the store, then the bytes; see there why. */
export async function putOnRecord(work: Work, file: IncomingFile & { readonly id?: string }): Promise<BodyOutcome> {
  const { store, path, name, contentType, blob: { sha256, size } } = file;
  const project = await findProject(work, file.projectId ?? undefined);
  const before = await lockStore(work.tx, store);
  const freed = await makeWay(work, file);
  requireStoreRoom(work, file, before - freed);
  // From here to the commit nobody can remove these bytes, and whoever looks later finds the row.
  await lockBytes(work.tx, sha256);
  await file.blob.keep();
  const { id = work.engine.newId() } = file;
  send(addToStore(work.tx, store, { bytes: size, files: 1 }));
  send(insertFile(work.tx, { id, store, path, name, sha256, size, contentType, projectId: project.id, createdBy: work.actorId, expiresIn: file.expiresIn, isDirectoryArchive: file.isDirectoryArchive }));
  emit(work, 'file.stored', { subjectId: id, projectId: project.id, data: { store, name: eventText(name, MAX_EVENT_NAME), size, sha256 } });
  return accepted(id);
}

// Paths are those of the whole store: replacing a file is deleting it, in whatever project it is. That the path is taken has to be told, and nothing else.
async function requireReplaceable(work: Work, there: StoredFile, replace: boolean): Promise<void> {
  const path = ['path'];
  if (!replace || (await decisionAt(work, there.projectId)) === 'HIDDEN') throw new DomainError('ALREADY_EXISTS', 'path: the store has a file of this path: choose another, or let it be replaced by who may delete it', { path });
  await requirePlace(work, { projectId: there.projectId }, { noun: 'file', id: there.id, path });
}

/** Deletes what has the path, when it may; gives the bytes that become free. */
async function makeWay(work: Work, { store, path, replace }: IncomingFile): Promise<number> {
  const there = path === null ? undefined : await fileAtPath(work.tx, store, path);
  if (there === undefined) return 0;
  if (!there.expired) await requireReplaceable(work, there, replace);
  await markDeleted(work.tx, there.id);
  await addToStore(work.tx, store, { bytes: -there.size, files: -1 });
  fileDeleted(work, there, there.expired ? 'EXPIRED' : 'REPLACED');
  return there.size;
}

function requireStoreRoom({ engine }: Work, { store, blob }: IncomingFile, held: number): void {
  const { maxStoreBytes } = fileKeeping(engine);
  if (held + blob.size <= maxStoreBytes) return;
  throw new DomainError('LIMIT_EXCEEDED', `the files of the store ${store} would take more than ${Math.floor(maxStoreBytes / MIB)} MiB together: delete some, or ask the operator to raise SWITCHYARD_MAX_STORE_MIB`);
}
