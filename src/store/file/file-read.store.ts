// Reads of files: those that are neither deleted nor over.
import type { StoredFile } from '../../domain/file/file.ts';
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

const BY_ID: Statement = { name: 'file-by-id', text: `SELECT ${FILE_COLUMNS} FROM file t WHERE t.id = $1 AND ${READABLE}` };

/** A file that can be read. */
export async function fileById(conn: Connection, id: string): Promise<StoredFile | undefined> {
  return (await conn.query<StoredFile>(BY_ID, [id]))[0];
}
