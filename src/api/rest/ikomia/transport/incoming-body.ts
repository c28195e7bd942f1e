// The bytes of a request: read within the limit and the memory that is left, and what becomes of bytes that nobody wants.
import type { IncomingMessage } from 'node:http';
import { IkomiaError, unavailable } from '../ikomia-error.ts';
import type { BodyBudget } from './body-budget.ts';

const MIB = 1_048_576;
/** Bytes of an unwanted body that are taken before its answer: most clients read none while they send, and would take a cut connection for a fault of the network. */
export const MAX_UNWANTED_BYTES = 256 * MIB;

/** A body in memory, which counts until it is released. */
export interface IncomingBody extends Disposable {
  readonly size: number;
  /** Gives the bytes away, once: they are copied together, and nothing of them is kept here. */
  take(): Buffer;
}

/** Reads the body. Throws 413 for one of more than `max` bytes, as soon as that is known, 503 when there is no room for it just now, 408 when it breaks off. */
export async function incomingBody(req: IncomingMessage, { max, budget }: { readonly max: number; readonly budget: BodyBudget }): Promise<IncomingBody> {
  if (Number(req.headers['content-length'] ?? 0) > max) throw tooLarge(max);
  const parts: Buffer[] = [];
  let size = 0;
  let refusal: IkomiaError | null = null;
  const release = (): void => {
    parts.length = 0;
    budget.giveBack(size);
    size = 0;
  };
  const take = (piece: Buffer): boolean => {
    refusal = size + piece.length > max ? tooLarge(max) : budget.take(piece.length) ? null : unavailable('too many large bodies are being worked on: try again in a moment');
    if (refusal !== null) return false;
    size += piece.length;
    parts.push(piece);
    return true;
  };
  try {
    await eachPiece(req, take);
    if (refusal !== null) throw refusal as IkomiaError;
    return { size, take: () => (parts.length === 1 ? parts.pop()! : Buffer.concat(parts.splice(0), size)), [Symbol.dispose]: release };
  } catch (cause) {
    release();
    throw cause instanceof IkomiaError ? cause : new IkomiaError(408, 'the connection ended before the body did: send it again', { cause });
  }
}

/** Takes what is left of a body and forgets it, up to a limit; the connection of a client that sends more is cut by the server. */
export async function forgetBody(req: IncomingMessage): Promise<void> {
  let size = 0;
  try {
    await eachPiece(req, (piece) => (size += piece.length) <= MAX_UNWANTED_BYTES);
  } catch {
    // The client has left: there is nobody to tell.
  }
}

function tooLarge(max: number): IkomiaError {
  return new IkomiaError(413, `the body is larger than ${Math.floor(max / MIB)} MiB: put large inputs into the storage first and name them as storage_object, or ask the operator to raise SWITCHYARD_IKOMIA_BODY_MIB`);
}

/**
 * Hands over each piece until the body is at its end, or `take` says false, which leaves the rest where it is. Rejects when the connection
 * breaks off before that. Giving up does not destroy the request: its socket has the answer still to carry.
 */
function eachPiece(req: IncomingMessage, take: (piece: Buffer) => boolean): Promise<void> {
  if (req.readableEnded) return Promise.resolve();
  if (req.destroyed) return Promise.reject(broken());
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null): void => {
      req.off('data', onData).off('end', onEnd).off('error', settle).off('close', onClose);
      if (error === null) resolve();
      else reject(error);
    };
    const onData = (piece: Buffer): void => {
      if (take(piece)) return;
      req.pause();
      settle(null);
    };
    const onEnd = (): void => settle(null);
    const onClose = (): void => settle(broken());
    req.on('data', onData).on('end', onEnd).on('error', settle).on('close', onClose);
    req.resume();
  });
}

function broken(): Error {
  return new Error('the connection closed before the body was whole');
}
