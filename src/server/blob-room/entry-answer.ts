// Answers about archives: the list of members, and the bytes of one.
import type { IncomingHttpHeaders } from 'node:http';
import { archiveEntries } from '../../blobs/zip-archive.ts';
import { memberBytes } from '../../blobs/zip-member.ts';
import { DomainError } from '../../domain/errors.ts';
import { namesTag } from '../../domain/file/byte-range.ts';
import { PLAIN_BYTES } from '../../domain/file/content-type.ts';
import { contentDisposition } from '../../domain/file/file-name.ts';
import type { StoredFile } from '../../domain/file/file.ts';
import type { OpenBlob } from '../../domain/ports.ts';
import type { BytesAnswer } from './blob-answer.ts';

/** The members as JSON. Throws INVALID and LIMIT_EXCEEDED for archives that are not read. */
export async function entryList(blob: OpenBlob): Promise<object> {
  const entries = await archiveEntries(blob);
  return { count: entries.length, entries: entries.map(({ name, size, packedSize, modifiedAt }) => ({ name, size, packedSize, modifiedAt })) };
}

/** The bytes of one member, for saving: whoever packed them said nothing about their type. Throws NOT_FOUND, INVALID, LIMIT_EXCEEDED. */
export async function entryAnswer(asked: { readonly file: StoredFile; readonly name: string }, blob: OpenBlob, request: IncomingHttpHeaders): Promise<BytesAnswer> {
  const entry = (await archiveEntries(blob)).find(({ name }) => name === asked.name);
  if (entry === undefined) throw new DomainError('NOT_FOUND', 'the archive has no member of that name: its list is at /blobs/<id>/entries');
  const etag = `"${asked.file.sha256}.${entry.index}"`;
  if (namesTag(request['if-none-match'], etag)) return { status: 304, headers: { etag }, bytes: null };
  const headers = { etag, 'accept-ranges': 'none', 'content-type': PLAIN_BYTES, 'content-disposition': contentDisposition('attachment', entry.name), 'content-length': entry.size };
  return { status: 200, headers, bytes: memberBytes(blob, entry) };
}
