// Uploads: every file of a request is stored as it comes, and the request is read to its end before it is answered.
import type { IncomingMessage } from 'node:http';
import type { CommandContext, Engine } from '../../engine/engine.ts';
import { storeExperimentFile } from '../../engine/file/experiment-file.service.ts';
import { DomainError } from '../../domain/errors.ts';
import { type IncomingPart, multipartFiles } from './multipart-files.ts';

/**
 * Bytes of a refused request that are read and thrown away, so that its client hears the answer: most read none while they send, take a cut
 * connection for a fault of the network, and send all of it again.
 */
export const MAX_DRAINED_BYTES = 512 * 1_048_576;

/** Stores the files; gives their paths. Those before the one that fails stay. Errors: as of `storeExperimentFile` and `multipartFiles`. */
export async function takeUploads(req: IncomingMessage, { engine, context }: { readonly engine: Engine; readonly context: CommandContext }): Promise<readonly string[]> {
  const stored: string[] = [];
  try {
    for await (const part of multipartFiles(req)) {
      stored.push((await storeExperimentFile(engine, context, { path: part.path, contentType: part.contentType, bytes: piecesOf(part) })).path);
    }
  } catch (error) {
    await drain(req);
    throw error;
  }
  if (stored.length === 0) throw new DomainError('INVALID', 'the request has no file: the name of a field is the path, and its content the file');
  return stored;
}

// A stream that is destroyed when its reader stops would leave the parser waiting for it.
async function* piecesOf({ bytes }: IncomingPart): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new DomainError('INVALID', 'the file did not arrive whole: send it again', { cause });
  }
}

/** Reads the rest of a refused request, up to `MAX_DRAINED_BYTES`. */
export async function drain(req: IncomingMessage): Promise<void> {
  if (req.complete || req.destroyed) return;
  let drained = 0;
  try {
    for await (const piece of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      drained += piece.length;
      if (drained > MAX_DRAINED_BYTES) return;
    }
  } catch {
    // The client has gone: nobody hears the answer.
  }
}
