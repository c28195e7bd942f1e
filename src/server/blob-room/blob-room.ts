// The routes of /blobs/: bytes of files, and of the members of archives, for callers who may read the file.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { assertNever, DomainError, type ErrorCode } from '../../domain/errors.ts';
import type { Caller } from '../../domain/call.ts';
import type { CallNotes } from '../../domain/call-notes.ts';
import type { Engine } from '../../engine/engine.ts';
import { openFile, readableFile } from '../../engine/file/readable-file.ts';
import { sendJson } from '../http/json-answer.ts';
import { sendBytes } from './blob-answer.ts';
import { type BlobTarget, blobTarget } from './blob-target.ts';
import { entryAnswer, entryList } from './entry-answer.ts';
import { conditionsOf, fileAnswer } from './file-answer.ts';

/** What the room stands on. */
export interface BlobContext {
  readonly engine: Engine;
  /** The caller of a request; null = nobody, answered 401. */
  readonly identify: (req: IncomingMessage) => Promise<Caller | null>;
}

/** Answers a request below /blobs/; rejects for bugs and a lost database only. */
export function blobRoom(context: BlobContext): (req: IncomingMessage, res: ServerResponse, notes?: CallNotes) => Promise<void> {
  return async (req, res, notes) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      return sendJson(res, 405, { body: { code: 'METHOD_NOT_ALLOWED', message: 'files are read here: use GET or HEAD; uploadFile of /graphql stores them' }, headers: { allow: 'GET, HEAD' } });
    }
    const caller = await context.identify(req);
    if (caller === null) {
      return sendJson(res, 401, { body: { code: 'UNAUTHORIZED', message: 'send a valid key as Authorization: Bearer <key id>.<secret>; `switchyard key create` makes one' }, headers: { 'www-authenticate': 'Bearer' } });
    }
    if (notes) notes.keyId = caller.keyId;
    try {
      await answer(context, { caller, target: blobTarget(req.url ?? '') }, { req, res });
    } catch (error) {
      refuse(res, error, notes);
    }
  };
}

async function answer({ engine }: BlobContext, asked: { caller: Caller; target: BlobTarget | null }, { req, res }: { req: IncomingMessage; res: ServerResponse }): Promise<void> {
  const { caller, target } = asked;
  if (target === null) throw new DomainError('NOT_FOUND', 'no file has this address: the field url of a File says where it is');
  const file = await readableFile(engine, caller.actor, target.fileId);
  // Everything below is awaited: the file is closed when this scope is left.
  await using blob = await openFile(engine, file);
  switch (target.kind) {
    case 'BYTES':
      return await sendBytes(req, res, fileAnswer(file, blob, conditionsOf(req)));
    case 'ENTRIES':
      return sendJson(res, 200, { body: await entryList(blob) });
    case 'ENTRY':
      return await sendBytes(req, res, await entryAnswer({ file, name: target.name }, blob, req.headers));
    default:
      assertNever(target);
  }
}

const STATUS: Partial<Record<ErrorCode, number>> = { NOT_FOUND: 404, FORBIDDEN: 403, INVALID: 422, LIMIT_EXCEEDED: 422 };

function refuse(res: ServerResponse, error: unknown, notes: CallNotes | undefined): void {
  const status = error instanceof DomainError ? STATUS[error.code] : undefined;
  if (!(error instanceof DomainError) || status === undefined) throw error;
  notes?.codes.add(error.code);
  // Bytes were on their way already: a cut connection is all that can still tell that they are not whole.
  if (res.headersSent) return void res.destroy();
  sendJson(res, status, { body: { code: error.code, message: error.message } });
}
