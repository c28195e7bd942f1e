// Multipart requests: the fields are judged first, then graphql-upload takes the files in while the operation runs.
import type { IncomingMessage, ServerResponse } from 'node:http';
import processRequest, { type FileUpload } from 'graphql-upload/processRequest.mjs';
import Upload from 'graphql-upload/Upload.mjs';
import type { ApiLog } from '../context.ts';
import type { KeyPlaces } from '../live/key-places.ts';
import { CountedBody } from './counted-body.ts';
import { readHead, MAX_FIELD_BYTES, MAX_HEAD_BYTES } from './multipart-head.ts';
import { judgeMap, MAX_UPLOADS } from './multipart-map.ts';
import { capacitorOf, keepIn, tellReaders } from './spool.ts';
import { isBrokenBody, isStatusError } from './upload-fault.ts';

/** Where files wait and how large they may be. */
export interface UploadSettings {
  /** An opened spool. */
  readonly folder: string;
  /** Largest file, bytes; all files of one request together may be as large. */
  readonly maxFileBytes: number;
  /** Requests with files that each key may have at the same time: together they bound the spool. */
  readonly places: KeyPlaces;
  /** Told of a spool that takes nothing. */
  readonly log: ApiLog;
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

/** Of a client that has left; nobody hears it. */
export const CLIENT_GONE: UploadRefusal = { ok: false, status: 400, message: 'the client has left before its files were taken' };

/** Reads the fields, judges them, and lets the files in. The caller has asked for proof that no web page sent it. */
export async function takeUploads({ req, res }: { req: IncomingMessage; res: ServerResponse }, settings: UploadSettings): Promise<UploadIntake | UploadRefusal> {
  const { maxFileBytes } = settings;
  const maxBody = maxFileBytes + MAX_HEAD_BYTES;
  if (Number(req.headers['content-length'] ?? 0) > maxBody) return tooLarge(maxBody);
  const head = await readHead(req);
  if (!head.ok) return head;
  const judged = judgeMap(head.operations, head.map);
  if (!judged.ok) return judged;
  // From here to the intake nothing is waited for: it lets go of files when the answer closes, which happens once.
  if (res.destroyed) return CLIENT_GONE;
  let isTooLarge = false;
  const body = new CountedBody(req, { read: head.read, maxBody, onTooLarge: () => { isTooLarge = true; } });
  // A file is refused when it reaches the limit of the parser.
  const limits = { maxFieldSize: MAX_FIELD_BYTES, maxFileSize: maxFileBytes + 1, maxFiles: MAX_UPLOADS };
  let operations: object;
  try {
    operations = await processRequest(body as unknown as IncomingMessage, res, limits);
  } catch (error) {
    return isTooLarge ? tooLarge(maxBody) : refusalFor(error);
  }
  const errors = [...new Set(judged.paths.map((path) => uploadAt(operations, path)))].map((upload) => keptUpload(upload, settings));
  const fault = (): 400 | 413 | null => {
    const statuses = errors.map((error) => statusOf(error()));
    return isTooLarge || statuses.includes(413) ? 413 : (statuses.find((status) => status !== null) ?? null);
  };
  return { ok: true, body: operations, fault, finish: () => body.finish() };
}

function uploadAt(operations: object, path: readonly string[]): Upload {
  const value = path.reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>>)[name], operations);
  if (!(value instanceof Upload)) throw new Error('a place of the map holds no upload');
  return value;
}

/** Keeps the file in our folder; gives what went wrong with it so far. */
function keptUpload(upload: Upload, { folder, log }: UploadSettings): () => unknown {
  let error = (): unknown => null;
  upload.promise.then((file: FileUpload) => {
    keepIn(folder, file);
    tellReaders(file, log);
    error = () => capacitorOf(file).errored;
  }, (cause: unknown) => { error = () => cause; });
  return () => error();
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
