// The storage of deployments: objects that runs read, by their paths, ids and sums.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { requireRole } from '../../domain/access.ts';
import type { CallNotes } from '../../domain/call-notes.ts';
import { DomainError } from '../../domain/errors.ts';
import type { StoredFile } from '../../domain/file/file.ts';
import type { CommandContext } from '../../engine/engine.ts';
import { deleteFile } from '../../engine/file/change-file.service.ts';
import { deleteObjects } from '../../engine/file/storage-object.service.ts';
import { readableObject } from '../../engine/read/graph-file.read.ts';
import { OBJECT_STORE, objectAt, storageProject } from '../../engine/read/storage-object.read.ts';
import { sendJson } from '../http/json-answer.ts';
import { answerFigures, answerList, flagOf } from './list-objects.ts';
import { addressToken, answerDownload, answerHolder, answerSigning } from './signed-address.ts';
import type { StorageCall, StorageCaller, StorageContext } from './storage-call.ts';
import { refuseStorage } from './storage-refusal.ts';
import { type StorageTarget, storageTarget } from './storage-target.ts';
import { answerUpload } from './take-object.ts';

/** Answers requests for the groups of paths `STORAGE_ROUTES`; rejects for bugs and a lost database only. */
export function storageRoom(room: StorageContext): (req: IncomingMessage, res: ServerResponse, notes?: CallNotes) => Promise<void> {
  return async (req, res, notes) => {
    try {
      await admitted(room, { req, res }, notes);
    } catch (error) {
      refuseStorage(res, error, notes);
    }
  };
}

async function admitted(room: StorageContext, to: { req: IncomingMessage; res: ServerResponse }, notes: CallNotes | undefined): Promise<void> {
  const target = storageTarget((to.req.url ?? '').split('?', 1)[0]!);
  const token = target.kind === 'DOWNLOAD' ? addressToken(to.req) : null;
  if (target.kind === 'DOWNLOAD' && token !== null) return await answerHolder(room, { uid: target.uid, token }, to);
  const caller = await room.identify(to.req);
  if (caller === null) {
    return sendJson(to.res, 401, { body: { detail: 'send a token of /v1/projects/jwt/ that was asked for with storage=true, or an access key, as Authorization: Bearer' }, headers: { 'www-authenticate': 'Bearer' } });
  }
  if (notes) notes.keyId = caller.caller.keyId;
  const context = contextOf(to.req, caller, notes);
  requireRole(context.actor, 'viewer');
  const project = (): Promise<string> => storageProject(room.engine, context.actor, caller.projectId);
  await answer({ ...room, ...to, context, project, within: caller.projectId }, target);
}

function contextOf(req: IncomingMessage, { caller: { actor, keyId, lockKey = null, expiresAt = null } }: StorageCaller, notes: CallNotes | undefined): CommandContext {
  return { actor, requestId: null, origin: { transport: 'REST', callId: notes?.callId ?? '', keyId, lockKey, expiresAt, address: req.socket.remoteAddress ?? null } };
}

async function answer(call: StorageCall, target: StorageTarget): Promise<void> {
  const { method } = call.req;
  if (target.kind === 'DOWNLOAD') {
    if (method === 'GET' || method === 'HEAD') return await answerDownload(call, target.uid);
    return method === 'PUT' ? await answerSigning(call, target.uid) : notAllowed(call, 'GET, HEAD, PUT');
  }
  if (target.kind === 'FIGURES') return method === 'GET' || method === 'HEAD' ? await answerFigures(call) : notAllowed(call, 'GET, HEAD');
  switch (method) {
    case 'GET':
    case 'HEAD':
      return await answerList(call, target.path);
    case 'POST':
      return await answerUpload(call, target.path, { replace: false });
    case 'PUT':
      if (target.path === '') throw new DomainError('INVALID', 'path: must name the object to replace; POST stores one without a path', { path: ['path'] });
      return await answerUpload(call, target.path, { replace: true });
    case 'DELETE':
      return await answerDeletion(call, target.path);
    default:
      return notAllowed(call, 'GET, HEAD, POST, PUT, DELETE');
  }
}

async function answerDeletion(call: StorageCall, path: string): Promise<void> {
  const { engine, context, within, req, res } = call;
  const { actor } = context;
  const asked = new URLSearchParams((req.url ?? '').split('?')[1] ?? '');
  const uid = asked.get('uid');
  if (uid !== null) {
    await deleteOne(call, await readableObject(engine, { actor, within }, uid));
  } else {
    // To who does not see the project there is nothing, whatever his role.
    const projectId = await call.project();
    requireRole(actor, 'operator');
    if (flagOf(asked.get('exact'), { name: 'exact', absent: true })) await deleteOne(call, await objectAt(engine, { actor, projectId }, path));
    else await deleteObjects(engine, context, { projectId, path, isGone: () => res.destroyed });
  }
  res.writeHead(204, { 'cache-control': 'no-store' }).end();
}

async function deleteOne({ engine, context }: StorageCall, { id, store }: StoredFile): Promise<void> {
  requireRole(context.actor, 'operator');
  if (store !== OBJECT_STORE) throw new DomainError('FORBIDDEN', 'this object belongs to the result of a run, and goes with it');
  await deleteFile(engine, context, { fileId: id });
}

function notAllowed({ res }: StorageCall, allow: string): void {
  sendJson(res, 405, { body: { detail: `use one of ${allow}` }, headers: { allow } });
}
