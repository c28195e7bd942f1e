// What the collector of files looks for: files whose time is over, rows that may go, and bytes that nobody needs.
import type { FileStore, StoredFile } from '../../domain/file/file.ts';
import type { Connection, Statement } from '../database.ts';
import { FILE_COLUMNS } from './file-read.store.ts';

/** Files taken by one statement. */
export const COLLECT_BATCH = 200;

const EXPIRED: Statement = {
  name: 'expired-files',
  text: `SELECT ${FILE_COLUMNS} FROM file t WHERE t.store = $1 AND t.expires_at <= now() AND t.deleted_at IS NULL ORDER BY t.expires_at LIMIT ${COLLECT_BATCH}`,
};

/** Files of a store whose time is over, the oldest first; lock the store before. */
export function expiredFiles(tx: Connection, store: FileStore): Promise<StoredFile[]> {
  return tx.query<StoredFile>(EXPIRED, [store]);
}

const DELETED: Statement = { name: 'deleted-files', text: `SELECT id, sha256 FROM file WHERE deleted_at IS NOT NULL ORDER BY deleted_at LIMIT ${COLLECT_BATCH}` };

/** Files that are marked as deleted, the longest first. */
export function deletedFiles(conn: Connection): Promise<{ id: string; sha256: string }[]> {
  return conn.query(DELETED, []);
}

const FORGET: Statement = { name: 'forget-files', text: 'DELETE FROM file WHERE sha256 = $1 AND deleted_at IS NOT NULL' };

/** Removes the rows of deleted files that had these bytes. */
export async function forgetFiles(tx: Connection, sha256: string): Promise<void> {
  await tx.query(FORGET, [sha256]);
}

const NEEDED: Statement = { name: 'bytes-needed', text: 'SELECT DISTINCT sha256 FROM file WHERE sha256 = ANY($1::text[]) AND deleted_at IS NULL LIMIT cardinality($1::text[])' };

/** Those of the hashes that a file has which is not deleted. */
export async function neededBytes(conn: Connection, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await conn.query<{ sha256: string }>(NEEDED, [hashes])).map(({ sha256 }) => sha256));
}
