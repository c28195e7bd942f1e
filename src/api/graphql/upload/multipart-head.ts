// Reading the beginning of a multipart request: the fields operations and map, up to the first file.
import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
import { isBrokenBody } from './upload-fault.ts';

/** Longest field that is no file, in bytes. */
export const MAX_FIELD_BYTES = 1_000_000;
/** Most bytes before the first file: two fields, their heads, and the piece of the file that came with them. */
export const MAX_HEAD_BYTES = 2 * MAX_FIELD_BYTES + 256 * 1024;

/** The texts of both fields with every byte that was read for them; or why there are none. */
export type MultipartHead =
  | { readonly ok: true; readonly operations: string; readonly map: string; readonly read: readonly Buffer[] }
  | { readonly ok: false; readonly status: 400 | 413; readonly message: string };

/** Reads until both fields are there. The request is left where it stands: its next bytes follow those in `read`. */
export async function readHead(req: IncomingMessage): Promise<MultipartHead> {
  const fields = fieldReader(req);
  if ('status' in fields) return fields;
  const read: Buffer[] = [];
  let size = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    read.push(chunk);
    size += chunk.length;
    const end = fields.take(chunk);
    if (end !== null) return 'status' in end ? end : { ...end, read };
    if (size > MAX_HEAD_BYTES) return wrong(413, `operations and map are longer than ${MAX_HEAD_BYTES} bytes together: send less in one request`);
  }
  const last = await fields.end();
  if (last !== null) return 'status' in last ? last : { ...last, read };
  return wrong(400, 'the request has no field map, which says where its files belong: send operations, then map, then the files');
}

type Ended = { readonly ok: true; readonly operations: string; readonly map: string } | Extract<MultipartHead, { ok: false }>;

interface FieldReader {
  /** What the bytes so far come to; null while more are needed. */
  take(chunk: Buffer): Ended | null;
  end(): Promise<Ended | null>;
}

// The parser emits while it is written to, so that what came out of a chunk is known behind it.
function fieldReader(req: IncomingMessage): FieldReader | Extract<MultipartHead, { ok: false }> {
  const opened = openParser(req);
  if (opened === null) return wrong(400, 'the content type names no boundary: let your HTTP library set the header');
  let operations: string | null = null;
  let ended: Ended | null = null;
  opened.on('field', (name, value, { valueTruncated }) => {
    if (valueTruncated) ended ??= wrong(413, `the field ${JSON.stringify(name.slice(0, 80))} is longer than ${MAX_FIELD_BYTES} bytes: send less in one request`);
    else if (name === 'operations' && operations === null) operations = value;
    else if (name !== 'map') ended ??= wrong(400, `the field ${JSON.stringify(String(name).slice(0, 80))} is not expected here: send operations, then map, then the files`);
    else if (operations === null) ended ??= wrong(400, 'map came before operations: send operations, then map, then the files');
    else ended ??= { ok: true, operations, map: value };
  });
  opened.on('file', (_name, stream) => {
    stream.on('error', () => {}).resume(); // told by the parser too
    ended ??= wrong(400, 'a file came before map: send operations, then map, then the files');
  });
  opened.on('error', (error) => { ended ??= broken(error); });
  opened.on('close', () => { ended ??= operations === null ? wrong(400, 'the request has no field operations: send operations, then map, then the files') : null; });
  return {
    take: (chunk) => {
      opened.write(chunk);
      return ended;
    },
    end: async () => {
      await new Promise<void>((resolve) => { opened.once('close', () => resolve()).end(); });
      return ended;
    },
  };
}

function openParser(req: IncomingMessage): ReturnType<typeof busboy> | null {
  try {
    return busboy({ headers: req.headers, defParamCharset: 'utf8', limits: { fieldSize: MAX_FIELD_BYTES, fields: 3, files: 1 } });
  } catch {
    return null; // it throws for nothing but the content type
  }
}

function broken(error: unknown): Extract<MultipartHead, { ok: false }> {
  if (!isBrokenBody(error)) throw error;
  return wrong(400, `the multipart body is broken (${(error as Error).message}): let your HTTP library build it`);
}

function wrong(status: 400 | 413, message: string): Extract<MultipartHead, { ok: false }> {
  return { ok: false, status, message };
}
