// Writing files: every change of a store's files begins with the lock of its row, so that sums and paths are judged one change at a time.
import type { FileStore, StoredFile } from '../../domain/file/file.ts';
import type { Connection, Statement } from '../database.ts';
import { AT_PATH, FILE_COLUMNS } from './file-read.store.ts';

const LOCK_STORE: Statement = { name: 'lock-file-store', text: 'INSERT INTO file_store (store) VALUES ($1) ON CONFLICT (store) DO UPDATE SET bytes = file_store.bytes RETURNING bytes' };

/** Makes the row of a store when it has none, and locks it until the end of the transaction, before any of its files; gives the bytes in it. */
export async function lockStore(tx: Connection, store: FileStore): Promise<number> {
  return (await tx.query<{ bytes: number }>(LOCK_STORE, [store]))[0]!.bytes;
}

const ADD: Statement = { name: 'add-to-file-store', text: 'UPDATE file_store SET bytes = bytes + $2, files = files + $3 WHERE store = $1' };

/** Changes the sums of a locked store. */
export async function addToStore(tx: Connection, store: FileStore, more: { readonly bytes: number; readonly files: number }): Promise<void> {
  await tx.query(ADD, [store, more.bytes, more.files]);
}

// Two numbers, as nothing else here is locked by: another use of such locks with one number cannot collide.
const LOCK_BYTES: Statement = { name: 'lock-file-bytes', text: `SELECT pg_advisory_xact_lock(-1181, ('x' || left($1, 8))::bit(32)::int)` };

/** Locks bytes until the end of the transaction, after their store: who keeps them, and who removes them because nobody needs them, wait for each other. */
export async function lockBytes(tx: Connection, sha256: string): Promise<void> {
  await tx.query(LOCK_BYTES, [sha256]);
}

const INSERT: Statement = {
  name: 'insert-file',
  text: `INSERT INTO file (id, store, path, name, sha256, size, content_type, project_id, created_by, expires_at, is_directory_archive)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + make_interval(secs => $10), $11)`,
};

/** A file to insert; `expiresIn` is seconds from now, null = never. */
export type NewFile = Omit<StoredFile, 'createdAt' | 'expiresAt' | 'ord' | 'isDirectoryArchive'> & { readonly expiresIn: number | null; readonly isDirectoryArchive?: boolean | undefined };

/** Inserts a file; its store is locked and its path free. */
export async function insertFile(tx: Connection, file: NewFile): Promise<void> {
  await tx.query(INSERT, [file.id, file.store, file.path, file.name, file.sha256, file.size, file.contentType, file.projectId, file.createdBy, file.expiresIn, file.isDirectoryArchive ?? false]);
}

const BY_PATH: Statement = { name: 'file-by-path', text: `SELECT ${FILE_COLUMNS}, coalesce(t.expires_at <= now(), false) AS expired FROM file t WHERE ${AT_PATH}` };

/** The file that has a path of a locked store. */
export async function fileAtPath(tx: Connection, store: FileStore, path: string): Promise<(StoredFile & { readonly expired: boolean }) | undefined> {
  const row = (await tx.query<StoredFile & { expired: boolean }>(BY_PATH, [store, path]))[0];
  return row;
}

const DELETE: Statement = { name: 'delete-file', text: 'UPDATE file SET deleted_at = now() WHERE id = $1' };

/** Marks a file of a locked store as deleted; its path is free at once, its bytes go later. */
export async function markDeleted(tx: Connection, id: string): Promise<void> {
  await tx.query(DELETE, [id]);
}

const SET_EXPIRY: Statement = { name: 'set-file-expiry', text: 'UPDATE file SET expires_at = now() + make_interval(secs => $2) WHERE id = $1' };

/** Sets when a file of a locked store goes by itself, in seconds from now; null = never. */
export async function setExpiry(tx: Connection, id: string, seconds: number | null): Promise<void> {
  await tx.query(SET_EXPIRY, [id, seconds]);
}
