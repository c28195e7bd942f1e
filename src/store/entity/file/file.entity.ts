// The table of files.
import { defineEntity, p } from '@mikro-orm/core';
import type { FileStore } from '../../../domain/file/file.ts';

/** One file; the domain's `StoredFile` is the row of one that is not deleted. */
export const FileEntity = defineEntity({
  name: 'File',
  tableName: 'file',
  properties: {
    id: p.uuid().primary(),
    store: p.text().$type<FileStore>(),
    path: p.text().nullable(),
    name: p.text(),
    sha256: p.text(),
    size: p.bigint('number'),
    contentType: p.text(),
    projectId: p.uuid(),
    createdBy: p.uuid().nullable(),
    createdAt: p.datetime(3).defaultRaw('now()'),
    expiresAt: p.datetime(3).nullable(),
    deletedAt: p.datetime(3).nullable(),
    ord: p.bigint('number').autoincrement(),
    isDirectoryArchive: p.boolean().default(false),
  },
});
