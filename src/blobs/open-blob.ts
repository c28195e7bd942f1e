// Bytes being read: pieces by position, so that a slow reader holds one of them at a time.
import type { FileHandle } from 'node:fs/promises';
import type { OpenBlob } from '../domain/ports.ts';

/** Bytes read at a time. */
export const PIECE_BYTES = 65_536;

/** Wraps an open file, which is closed with the disposal. */
export async function openBlob(handle: FileHandle): Promise<OpenBlob> {
  const { size } = await handle.stat();
  return {
    size,
    bytes: (first, last) => pieces(handle, first, last),
    readAt: (into, position) => readWhole(handle, into, position),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function* pieces(handle: FileHandle, first: number, last: number): AsyncGenerator<Uint8Array> {
  for (let at = first; at <= last;) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, last - at + 1));
    const { bytesRead } = await handle.read(piece, 0, piece.length, at);
    // Less than was promised must not look like the end.
    if (bytesRead === 0) throw new Error(`the bytes end at ${at}, ${last + 1} were expected`);
    yield piece.subarray(0, bytesRead);
    at += bytesRead;
  }
}

async function readWhole(handle: FileHandle, into: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const { bytesRead } = await handle.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) return done;
    done += bytesRead;
  }
  return done;
}
