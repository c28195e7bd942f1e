// The answer to a read of a file's bytes: whole, in part, or not at all because the caller has them.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { askedRange, entityTag, namesTag, rangeCounts } from '../../domain/file/byte-range.ts';
import { headerType, isInline } from '../../domain/file/content-type.ts';
import { contentDisposition } from '../../domain/file/file-name.ts';
import type { StoredFile } from '../../domain/file/file.ts';
import type { OpenBlob } from '../../domain/ports.ts';
import type { BytesAnswer } from './blob-answer.ts';

/** 200, 206, 304 or 416, by the request's conditions (RFC 9110). */
export function fileAnswer(file: StoredFile, blob: OpenBlob, request: IncomingHttpHeaders): BytesAnswer {
  const etag = entityTag(file.sha256);
  if (namesTag(request['if-none-match'], etag)) return { status: 304, headers: { etag }, bytes: null };
  const headers = {
    etag,
    'accept-ranges': 'bytes',
    'content-type': headerType(file.contentType),
    'content-disposition': contentDisposition(isInline(file.contentType) ? 'inline' : 'attachment', file.name),
  };
  const range = rangeCounts(headerOf(request['if-range']), etag) ? askedRange(request.range, file.size) : askedRange(undefined, file.size);
  switch (range.kind) {
    case 'UNSATISFIABLE':
      return { status: 416, headers: { etag, 'content-range': `bytes */${file.size}`, 'content-length': 0 }, bytes: null };
    case 'PART': {
      const { first, last } = range;
      return { status: 206, headers: { ...headers, 'content-range': `bytes ${first}-${last}/${file.size}`, 'content-length': last - first + 1 }, bytes: blob.bytes(first, last) };
    }
    case 'WHOLE':
      return { status: 200, headers: { ...headers, 'content-length': file.size }, bytes: blob.bytes(0, file.size - 1) };
  }
}

/** The headers of a request by which its file is read: a range is defined for GET alone (RFC 9110, 14.2). */
export function conditionsOf({ method, headers: { range, ...headers } }: IncomingMessage): IncomingHttpHeaders {
  return method === 'HEAD' || range === undefined ? headers : { ...headers, range };
}

// Node joins repeated headers of most kinds; of this one it may keep a list.
function headerOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
