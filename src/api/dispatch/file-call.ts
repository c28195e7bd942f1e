// GET and POST /dispatch/file: bytes of an attempt's inputs on their way out, bytes that it leaves on their way in; as slowly as the other side takes or sends them.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Actor } from '../../domain/access.ts';
import type { FileAnswer } from '../../domain/dispatch/protocol.ts';
import { readAttemptFile, storeAttemptFile } from '../../engine/deployment/attempt-file.service.ts';
import type { Engine } from '../../engine/engine.ts';
import { openFile } from '../../engine/file/readable-file.ts';
import { readFileQuery } from './file-query.ts';
import { DispatchRefusal } from './dispatch-refusal.ts';

/** Name of the call. */
export const FILE_CALL = 'file';

/** A call of either kind, of a caller who was asked for a moment ago. */
export interface FileCall {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly actor: Actor;
}

/** Sends the bytes, and gives null; or takes them in, and gives the answer. A connection that breaks in between is all that tells that they are not whole. */
export async function answerFile(engine: Engine, call: FileCall): Promise<FileAnswer | null> {
  const { req, actor } = call;
  const query = readFileQuery(req.url ?? '');
  if (req.method === 'GET') {
    if (query.id === undefined) throw new DispatchRefusal('BAD_REQUEST', 'id: name the file');
    await sendFile(engine, call, { ...query, id: query.id });
    return null;
  }
  if (req.method !== 'POST') throw new DispatchRefusal('BAD_REQUEST', `a file is a GET or a POST, not a ${req.method ?? '?'}`);
  return storeAttemptFile(engine, actor, { ...query, contentType: req.headers['content-type'] ?? null, bytes: bytesOf(req) });
}

async function sendFile(engine: Engine, { res, actor }: FileCall, query: Parameters<typeof readAttemptFile>[2]): Promise<void> {
  const file = await readAttemptFile(engine, actor, query);
  // Awaited below: the file is closed when this scope is left.
  await using blob = await openFile(engine, file);
  if (res.destroyed) return;
  res.writeHead(200, { 'content-type': file.contentType, 'content-length': blob.size, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  try {
    await pipeline(blob.bytes(0, blob.size - 1), res);
  } catch (error) {
    // Whoever hung up has what it wanted, or asks again.
    if (!res.destroyed) throw error;
  }
}

async function* bytesOf(req: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    // Giving up must not destroy the request: its socket has the refusal still to carry.
    for await (const part of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) yield part;
  } catch (cause) {
    throw new DispatchRefusal('BAD_REQUEST', 'the connection ended before the file did; send it again', { cause });
  }
}
