// Bytes of objects, for who may read them and for who holds a signed address, and the making of such addresses.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { downloadAddress } from '../../api/rest/ikomia/result/result-pieces.ts';
import { MAX_OBJECT_TOKEN_SECONDS, objectOfToken, signObjectToken } from '../../auth/token/object-token.ts';
import { DomainError } from '../../domain/errors.ts';
import { invalid } from '../../domain/input/check.ts';
import type { StoredFile } from '../../domain/file/file.ts';
import { openFile } from '../../engine/file/readable-file.ts';
import { readableObject, sharedObject } from '../../engine/read/graph-file.read.ts';
import { sendBytes } from '../blob-room/blob-answer.ts';
import { conditionsOf, fileAnswer } from '../blob-room/file-answer.ts';
import { sendJson } from '../http/json-answer.ts';
import { openObjectForm } from './object-form.ts';
import { baseOf, type StorageCall, type StorageContext } from './storage-call.ts';

/** Query parameter that opens an object. */
const TOKEN = 'token';

/** The token of a signed address; null when the request is none. */
export function addressToken({ method, url = '' }: IncomingMessage): string | null {
  return method === 'GET' || method === 'HEAD' ? new URLSearchParams(url.split('?')[1] ?? '').get(TOKEN) : null;
}

/** Answers who holds a signed address. Throws FORBIDDEN when it is over or was made for another object, NOT_FOUND. */
export async function answerHolder({ engine, own }: StorageContext, asked: { readonly uid: string; readonly token: string }, to: { readonly req: IncomingMessage; readonly res: ServerResponse }): Promise<void> {
  const opened = await objectOfToken(own.sessions, { token: asked.token, now: new Date() });
  if (opened !== asked.uid) throw new DomainError('FORBIDDEN', 'this address is over, or was made for another object: ask for a new one');
  await sendObject(engine, await sharedObject(engine, asked.uid), to);
}

/** Answers a caller with the bytes of an object. Throws NOT_FOUND. */
export async function answerDownload(call: StorageCall, uid: string): Promise<void> {
  await sendObject(call.engine, await readableObject(call.engine, { actor: call.context.actor, within: call.within }, uid), call);
}

/** Makes an address that opens the object until the time of the field `expire_at`. Throws NOT_FOUND, INVALID for a time that is none, past, or too far. */
export async function answerSigning(call: StorageCall, uid: string): Promise<void> {
  const { engine, context, within, req, res, own, publicUrl } = call;
  const { id } = await readableObject(engine, { actor: context.actor, within }, uid);
  const form = await openObjectForm(req);
  const now = new Date();
  const token = await signObjectToken(own.sessions, { uid: id, now, expiresAt: endAt(form.field('expire_at'), now) });
  sendJson(res, 200, { body: { presigned_download_url: `${downloadAddress(baseOf(req, publicUrl), id)}?${TOKEN}=${token}` } });
}

const TIME_FORM = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

function endAt(text: string | null, now: Date): Date {
  const at = ['body', 'expire_at'];
  // A plus sign of a form that was not encoded arrives as a space.
  const written = text?.trim().replace(/ (?=\d{2}:?\d{2}$)/, '+') ?? '';
  const end = TIME_FORM.test(written) ? new Date(written.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2')) : null;
  if (end === null || Number.isNaN(end.getTime())) return invalid(at, 'must be a time with its offset, such as 2026-01-31T12:00:00+00:00');
  if (end <= now) invalid(at, 'must not be over already');
  if (end.getTime() > now.getTime() + MAX_OBJECT_TOKEN_SECONDS * 1_000) invalid(at, `must be at most ${MAX_OBJECT_TOKEN_SECONDS} seconds from now`);
  return end;
}

async function sendObject(engine: StorageContext['engine'], file: StoredFile, { req, res }: { readonly req: IncomingMessage; readonly res: ServerResponse }): Promise<void> {
  // Awaited here: the file is closed when this scope is left.
  await using blob = await openFile(engine, file);
  await sendBytes(req, res, fileAnswer(file, blob, conditionsOf(req)));
}
