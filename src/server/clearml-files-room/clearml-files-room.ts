// The routes of /clearml-files: files that experiments leave, by their paths.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { requireRole } from '../../domain/access.ts';
import type { Caller } from '../../domain/call.ts';
import type { CallNotes } from '../../domain/call-notes.ts';
import { DomainError, type ErrorCode } from '../../domain/errors.ts';
import type { CommandContext, Engine } from '../../engine/engine.ts';
import { deleteExperimentFile } from '../../engine/file/experiment-file.service.ts';
import { sendJson, sendText } from '../http/json-answer.ts';
import { deleteMany } from './delete-many.ts';
import { sendExperimentFile } from './send-file.ts';
import { takeUploads } from './take-uploads.ts';

/** Where the room begins; clients are given this address as their files server, and take it with a slash behind or without. */
export const CLEARML_FILES = '/clearml-files';

/** What the room stands on. */
export interface FilesContext {
  readonly engine: Engine;
  /** The caller of a request; null = nobody, answered 401. */
  readonly identify: (req: IncomingMessage) => Promise<Caller | null>;
}

/** One request with who makes it. */
export interface FilesCall {
  readonly engine: Engine;
  readonly context: CommandContext;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/** Answers a request for the room; rejects for bugs and a lost database only. */
export function clearmlFilesRoom({ engine, identify }: FilesContext): (req: IncomingMessage, res: ServerResponse, notes?: CallNotes) => Promise<void> {
  return async (req, res, notes) => {
    // Clients fork with their sockets open: a connection that stays would be used by parent and child at once.
    res.shouldKeepAlive = false;
    const caller = await identify(req);
    if (caller === null) {
      const message = 'send a token of auth.login as Authorization: Bearer, or an access key and its secret as Authorization: Basic';
      return sendJson(res, 401, { body: { code: 'UNAUTHORIZED', message }, headers: { 'www-authenticate': 'Bearer' } });
    }
    if (notes) notes.keyId = caller.keyId;
    try {
      await answer({ engine, req, res, context: contextOf(req, caller, notes) });
    } catch (error) {
      refuse(res, error, notes);
    }
  };
}

function contextOf(req: IncomingMessage, { actor, keyId, lockKey = null, expiresAt = null }: Caller, notes: CallNotes | undefined): CommandContext {
  // Repeats are not told by an id of a request here, which may carry several files: storing the same again changes nothing that is seen.
  return { actor, requestId: null, origin: { transport: 'REST', callId: notes?.callId ?? '', keyId, lockKey, expiresAt, address: req.socket.remoteAddress ?? null } };
}

async function answer(call: FilesCall): Promise<void> {
  const { engine, context, req, res } = call;
  const path = pathOf(req);
  if (path === null) throw new DomainError('NOT_FOUND', 'the address is not written in UTF-8 and percent signs');
  switch (req.method) {
    case 'GET':
    case 'HEAD':
      requireRole(context.actor, 'viewer');
      return isRoot(path) ? sendText(res, 200, { text: 'OK' }) : await sendExperimentFile(call, path);
    case 'POST':
    case 'PUT':
      requireRole(context.actor, 'operator');
      if (isRoot(path)) return sendJson(res, 200, { body: await takeUploads(req, { engine, context }) });
      if (path === '/delete_many') return sendJson(res, 200, { body: await deleteMany(call) });
      throw new DomainError('NOT_FOUND', `files are sent to ${CLEARML_FILES} itself, with the path of each as the name of its field`);
    case 'DELETE':
      return sendText(res, 200, { text: JSON.stringify(await deleteExperimentFile(engine, context, path)), headers: { 'content-type': 'application/json' } });
    default:
      return sendJson(res, 405, { body: { code: 'METHOD_NOT_ALLOWED', message: 'use GET, HEAD, POST or DELETE' }, headers: { allow: 'GET, HEAD, POST, DELETE' } });
  }
}

/** What stands behind the room's own name, decoded once; null when it is no text. */
function pathOf({ url = '' }: IncomingMessage): string | null {
  try {
    return decodeURIComponent(url.split('?', 1)[0]!.slice(CLEARML_FILES.length));
  } catch {
    return null; // no UTF-8 in percent signs, and so the name of nothing that was stored
  }
}

function isRoot(path: string): boolean {
  return path === '' || path === '/';
}

/** Without those that clients take for a reason to send everything again: 408, 429, 502, 503, 504 and 509. */
const STATUS: Partial<Record<ErrorCode, number>> = { NOT_FOUND: 404, FORBIDDEN: 403, INVALID: 400, LIMIT_EXCEEDED: 413, ALREADY_EXISTS: 409, LOCKED: 423 };

function refuse(res: ServerResponse, error: unknown, notes: CallNotes | undefined): void {
  const status = error instanceof DomainError ? STATUS[error.code] : undefined;
  if (!(error instanceof DomainError) || status === undefined) throw error;
  notes?.codes.add(error.code);
  // Bytes were on their way already: a cut connection is all that can still tell that they are not whole.
  if (res.headersSent) return void res.destroy();
  sendJson(res, status, { body: { code: error.code, message: error.message } });
}
