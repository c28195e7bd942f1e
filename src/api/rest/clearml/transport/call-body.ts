// The raw body of a request, whatever its method, and what becomes of a body that nobody wants.
import type { IncomingMessage } from 'node:http';
import { ClearmlError } from '../clearml-error.ts';
import type { HeldBodies } from './held-bodies.ts';
import { takePieces } from './body-pieces.ts';

/** Bytes of an unwanted body that are taken before its answer: a client that still sends does not hear an answer, and would begin again as if the connection had broken. */
export const MAX_DISCARDED_BYTES = 256 * 1_048_576;

/** A body in memory, until it is released. */
export interface HeldBody extends Disposable {
  readonly bytes: Buffer;
}

/** Reads the body, to its end also when it is too large. Throws BAD_REQUEST for one of more than `max` bytes or that breaks off, UNAVAILABLE when there is no room for it just now. */
export async function readBody(req: IncomingMessage, { max, held }: { readonly max: number; readonly held: HeldBodies }): Promise<HeldBody> {
  const parts: Buffer[] = [];
  let [size, taken] = [0, 0];
  let refusal: ClearmlError | null = null;
  const release = (): void => {
    parts.length = 0;
    held.giveBack(taken);
    taken = 0;
  };
  try {
    await takePieces(req, (part) => {
      size += part.length;
      refusal ??= size > max ? tooLarge(max) : held.take(part.length) ? null : noRoom();
      if (refusal === null) {
        taken += part.length;
        parts.push(part);
        return true;
      }
      release();
      return size <= max + MAX_DISCARDED_BYTES;
    });
    if (refusal !== null) throw refusal;
    return { bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts, size), [Symbol.dispose]: release };
  } catch (cause) {
    release();
    throw cause instanceof ClearmlError ? cause : new ClearmlError('BAD_REQUEST', 'the connection ended before the body did', { cause });
  }
}

/** Takes what is left of a body and forgets it. */
export async function discardBody(req: IncomingMessage): Promise<void> {
  let size = 0;
  try {
    await takePieces(req, (part) => (size += part.length) <= MAX_DISCARDED_BYTES);
  } catch {
    // The client has left: there is nobody to tell.
  }
}

function tooLarge(max: number): ClearmlError {
  return new ClearmlError('BAD_REQUEST', `Invalid request (the body has more than ${max} bytes): send it in several requests`);
}

function noRoom(): ClearmlError {
  return new ClearmlError('UNAVAILABLE', 'Service unavailable (too many large bodies are being worked on): try again in a moment');
}
