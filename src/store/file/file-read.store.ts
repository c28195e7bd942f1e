// Reads of files: those that are neither deleted nor over.
import type { FileStore, StoredFile } from '../../domain/file/file.ts';
import type { Connection, Statement } from '../database.ts';
import { FileEntity } from '../entity/file/file.entity.ts';
import { creationOrder } from '../read/creation-order.ts';
import { type NameFilter, nameConditions, oneOf, present } from '../read/listing.ts';
import { asStored, nounReads } from '../read/noun-reads.ts';
import { selectList } from '../read/select-list.ts';

/** Which files. */
export interface FileFilter {
  readonly projectId?: string | undefined;
  readonly stores?: readonly FileStore[] | undefined;
  readonly sha256?: string | undefined;
  readonly name?: NameFilter | undefined;
}

/** The columns of a `StoredFile`, of a table with the alias `t`. */
export const FILE_COLUMNS = selectList(FileEntity, 't', ['deletedAt']);

const READABLE = 't.deleted_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())';

/** Lists and loads of files. */
export const FILE_READS = nounReads<StoredFile, StoredFile, FileFilter>({
  listing: { name: 'file', from: 'file t', select: FILE_COLUMNS, base: READABLE, reach: 't.project_id = ANY($?::uuid[])' },
  order: creationOrder,
  conditions: ({ projectId, stores, sha256, name }) => [
    ...present('project', 't.project_id = $?', projectId),
    ...oneOf('store', 't.store', stores),
    ...present('sha', 't.sha256 = $?', sha256),
    ...nameConditions(name),
  ],
  record: asStored,
});

const BY_ID: Statement = { name: 'file-by-id', text: `SELECT ${FILE_COLUMNS} FROM file t WHERE t.id = $1 AND ${READABLE}` };

/** A file that can be read. */
export async function fileById(conn: Connection, id: string): Promise<StoredFile | undefined> {
  return (await conn.query<StoredFile>(BY_ID, [id]))[0];
}
