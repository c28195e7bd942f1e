// The table of stores of files.
import { defineEntity, p } from '@mikro-orm/core';
import type { FileStore } from '../../../domain/file/file.ts';

/** What the files of one store that are not deleted come to; the row is locked by whoever changes them. */
export const FileStoreEntity = defineEntity({
  name: 'FileStore',
  tableName: 'file_store',
  properties: {
    store: p.text().$type<FileStore>().primary(),
    bytes: p.bigint('number').default(0),
    files: p.bigint('number').default(0),
  },
});
