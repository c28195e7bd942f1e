// Multipart requests: the fields are judged first, then graphql-upload takes the files in while the operation runs.
import type { IncomingMessage, ServerResponse } from 'node:http';
import processRequest, { type FileUpload } from 'graphql-upload/processRequest.mjs';
import Upload from 'graphql-upload/Upload.mjs';
import { CountedBody } from './counted-body.ts';
import { readHead, MAX_FIELD_BYTES, MAX_HEAD_BYTES } from './multipart-head.ts';
import { judgeMap, MAX_UPLOADS } from './multipart-map.ts';
import { capacitorOf, keepIn } from './spool.ts';
import { isBrokenBody, isStatusError } from './upload-fault.ts';

/** Where files wait and how large they may be. */
export interface UploadSettings {
  /** An opened spool. */
  readonly folder: string;
  /** Largest file, bytes; all files of one request together may be as large. */
  readonly maxFileBytes: number;
}

/** A request whose files come in while its operation runs. */
export interface UploadIntake {
  readonly ok: true;
  readonly body: unknown;
  /** What a file did wrong so far, as a status; null = nothing. */
  readonly fault: () => 400 | 413 | null;
  /** Takes no more bytes for the operation, and waits a moment for a client that is still sending: it would not hear the answer. */
  readonly finish: () => Promise<void>;
}

/** Why a request was not taken. */
export interface UploadRefusal {
  readonly ok: false;
  readonly status: 400 | 413;
  readonly message: string;
}

/** Reads the fields, judges them, and lets the files in. The caller has asked for proof that no web page sent it. */
export async function takeUploads({ req, res }: { req: IncomingMessage; res: ServerResponse }, { folder, maxFileBytes }: UploadSettings): Promise<UploadIntake | UploadRefusal> {
  const maxBody = maxFileBytes + MAX_HEAD_BYTES;
  if (Number(req.headers['content-length'] ?? 0) > maxBody) return tooLarge(maxBody);
  const head = await readHead(req);
  if (!head.ok) return head;
  const judged = judgeMap(head.operations, head.map);
  if (!judged.ok) return judged;
  const faults = new Set<400 | 413>();
  const body = new CountedBody(req, { read: head.read, maxBody, onTooLarge: () => faults.add(413) });
  const limits = { maxFieldSize: MAX_FIELD_BYTES, maxFileSize: maxFileBytes, maxFiles: MAX_UPLOADS };
  let operations: object;
  try {
    operations = await processRequest(body as unknown as IncomingMessage, res, limits);
  } catch (error) {
    return faults.has(413) ? tooLarge(maxBody) : refusalFor(error);
  }
  const note = (error: unknown): void => {
    const status = statusOf(error);
    if (status !== null) faults.add(status);
  };
  for (const upload of new Set(judged.paths.map((path) => uploadAt(operations, path)))) watch(upload, { folder, note });
  return { ok: true, body: operations, fault: () => (faults.has(413) ? 413 : faults.size > 0 ? 400 : null), finish: () => body.finish() };
}

function uploadAt(operations: object, path: readonly string[]): Upload {
  const value = path.reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>>)[name], operations);
  if (!(value instanceof Upload)) throw new Error('a place of the map holds no upload');
  return value;
}

function watch(upload: Upload, { folder, note }: { folder: string; note: (error: unknown) => void }): void {
  upload.promise.then((file: FileUpload) => {
    keepIn(folder, file);
    capacitorOf(file).once('error', note);
  }, note);
}

/** The status for what the client did wrong; null for faults of ours, such as a full disk. */
function statusOf(error: unknown): 400 | 413 | null {
  if (isStatusError(error)) return error.status === 413 ? 413 : 400;
  return isBrokenBody(error) ? 400 : null;
}

// Both fields have been judged: what can still go wrong before the operation begins is the size and the form of what follows them.
function refusalFor(error: unknown): UploadRefusal {
  const status = statusOf(error);
  if (status === null) throw error;
  return { ok: false, status, message: `the multipart body is broken (${(error as Error).message}): let your HTTP library build it` };
}

function tooLarge(maxBody: number): UploadRefusal {
  return { ok: false, status: 413, message: `the request is larger than ${maxBody} bytes: send smaller files, or ask the operator to raise SWITCHYARD_MAX_FILE_MIB` };
}
