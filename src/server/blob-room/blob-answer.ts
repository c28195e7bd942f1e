// Sending bytes of files: headers under which nothing runs in a browser, pieces as fast as they are taken, and no file left open behind a client that has gone.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** A client that takes nothing for so long is cut off, ms: it would hold its file open. */
export const STALL_MS = 120_000;

type Headers = Readonly<Record<string, string | number>>;

/** Headers of all bytes that people have brought. They may be kept by the caller alone, who has to ask each time whether they still may be read. */
const SAFE: Headers = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'private, no-cache',
};

/** An answer with bytes, or none for HEAD and for statuses without a body. */
export interface BytesAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: AsyncIterable<Uint8Array> | null;
}

/** Sends it; ends when everything has left or the client has gone. Rejects with the error of the bytes, with the connection cut so that a part never looks whole. */
export async function sendBytes(req: IncomingMessage, res: ServerResponse, { status, headers, bytes }: BytesAnswer): Promise<void> {
  if (bytes === null || req.method === 'HEAD') {
    res.writeHead(status, { ...SAFE, ...headers }).end();
    return;
  }
  const pieces = bytes[Symbol.asyncIterator]();
  try {
    // What is wrong from the first piece on is still told in words.
    const first = await pieces.next();
    res.writeHead(status, { ...SAFE, ...headers });
    res.setTimeout(STALL_MS, () => res.destroy());
    await pipeline(resumed(first, pieces), res);
  } catch (error) {
    if (!isGone(error)) throw error;
  } finally {
    await pieces.return?.();
  }
}

async function* resumed(first: IteratorResult<Uint8Array>, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let piece = first; piece.done !== true; piece = await rest.next()) yield piece.value;
}

function isGone(error: unknown): boolean {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || code === 'ERR_STREAM_UNABLE_TO_PIPE';
}
