// Reads of files: those that are neither deleted nor over.
import type { FileStore, StoredFile } from '../../domain/file/file.ts';
import { FILE_FIELDS } from '../../domain/filter/listed-fields.ts';
import type { FileOrderField } from '../../domain/filter/list-orders.ts';
import type { Connection, Statement } from '../database.ts';
import { FileEntity } from '../entity/file/file.entity.ts';
import { CREATION } from '../read/list-order-key.ts';
import { asStored, nounReads } from '../read/noun-reads.ts';
import { selectList } from '../read/select-list.ts';

/** The columns of a `StoredFile`, of a table with the alias `t`. */
export const FILE_COLUMNS = selectList(FileEntity, 't', ['deletedAt']);

const READABLE = 't.deleted_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())';

/** Lists and loads of files. */
export const FILE_READS = nounReads<StoredFile, StoredFile, FileOrderField, typeof FILE_FIELDS>({
  listing: { name: 'file', from: 'file t', select: FILE_COLUMNS, base: READABLE, reach: 't.project_id = ANY($?::uuid[])' },
  fields: FILE_FIELDS,
  traits: { projectId: { isOrdered: true }, store: { isOrdered: true }, sha256: { isUnordered: true } },
  orders: { CREATED_AT: CREATION },
  tie: CREATION,
  record: asStored,
});

/** The condition that a file has the path $2 in the store $1, in the words of the index. */
export const AT_PATH = `(t.store || ':' || t.path) = ($1::text || ':' || $2::text) AND t.path IS NOT NULL AND t.deleted_at IS NULL`;

const BY_ID: Statement = { name: 'file-by-id', text: `SELECT ${FILE_COLUMNS} FROM file t WHERE t.id = $1 AND ${READABLE}` };

/** A file that can be read. */
export async function fileById(conn: Connection, id: string): Promise<StoredFile | undefined> {
  return (await conn.query<StoredFile>(BY_ID, [id]))[0];
}

const BY_PATH: Statement = { name: 'readable-file-by-path', text: `SELECT ${FILE_COLUMNS} FROM file t WHERE ${AT_PATH} AND ${READABLE}` };

/** A file that can be read, by its path. */
export async function fileByPath(conn: Connection, store: FileStore, path: string): Promise<StoredFile | undefined> {
  return (await conn.query<StoredFile>(BY_PATH, [store, path]))[0];
}
