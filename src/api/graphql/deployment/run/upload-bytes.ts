// The bytes of uploads: small ones at once, of larger ones what was read so far and the rest to come.
import type { IncomingUpload } from '../../upload/upload.scalar.ts';

/** An upload that was begun to be read: `whole` when that was all of it, else its bytes from the first on. */
export type BegunUpload = { readonly whole: Buffer } | { readonly bytes: AsyncIterable<Uint8Array> };

/** Reads an upload until it ends or is larger than `most`, and has `use` take it. What is not taken then is let go. */
export async function withUpload<T>(upload: IncomingUpload, most: number, use: (begun: BegunUpload) => Promise<T>): Promise<T> {
  const stream = upload.createReadStream();
  const parts = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  try {
    const read: Buffer[] = [];
    let size = 0;
    while (size <= most) {
      const next = await parts.next();
      if (next.done === true) return await use({ whole: Buffer.concat(read) });
      read.push(next.value);
      size += next.value.length;
    }
    return await use({ bytes: fromFirst(read, parts) });
  } finally {
    // What was refused before it was read must not hold up the rest of the request.
    stream.destroy();
  }
}

async function* fromFirst(read: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Uint8Array> {
  yield* read;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
