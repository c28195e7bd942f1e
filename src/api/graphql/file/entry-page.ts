// Pages of the members of an archive: the table is read whole, the page is cut from it.
import { archiveEntries } from '../../../blobs/zip-archive.ts';
import type { ArchiveEntry } from '../../../domain/file/archive.ts';
import type { StoredFile } from '../../../domain/file/file.ts';
import { openFile } from '../../../engine/file/readable-file.ts';
import { keysetPage, type PageRequest } from '../../../engine/read/page.ts';
import { encodePageCursor, type ListScope } from '../../../engine/read/page-cursor.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import { type Connection, connectionOf } from '../page/connection.type.ts';
import { BLOBS_PREFIX } from './blobs-prefix.ts';
import type { ArchiveEntryType } from './archive-entry.type.ts';

/** What a zip begins with: its first member, or the end of an empty table. */
const ZIP_MARKS: readonly string[] = ['PK\x03\x04', 'PK\x05\x06'];

/** One page of the members; null when the file is no zip. Throws as `archiveEntries` and `keysetPage` do. */
export async function entryPage({ engine }: ApiContext, file: StoredFile, request: PageRequest): Promise<Connection<ArchiveEntryType> | null> {
  const scope: ListScope = { name: 'archive-entry', filter: file.id, order: [{ property: 'index', column: 'index', type: 'integer', descending: false }] };
  const page = keysetPage(request, scope);
  await using blob = await openFile(engine, file);
  const mark = Buffer.alloc(4);
  await blob.readAt(mark, 0);
  if (!ZIP_MARKS.includes(mark.toString('latin1'))) return null;
  const all = await archiveEntries(blob);
  const [from, to] = [page.after === null ? 0 : Number(page.after[0]) + 1, page.before === null ? all.length : Math.min(all.length, Number(page.before[0]))];
  const first = page.backward ? Math.max(from, to - page.limit) : from;
  const rows = all.slice(first, Math.min(to, first + page.limit)).map((entry) => shown(file, entry));
  return connectionOf({ rows, hasPreviousPage: first > 0, hasNextPage: first + rows.length < all.length, cursorOf: (row) => encodePageCursor(scope, row), count: () => Promise.resolve(all.length) });
}

function shown(file: StoredFile, { name, size, packedSize, modifiedAt, index }: ArchiveEntry): ArchiveEntryType {
  return { name, size, packedSize, modifiedAt, index, url: `${BLOBS_PREFIX}${toGlobalId('File', file.id)}/entries/${name.split('/').map(encodeURIComponent).join('/')}` };
}
