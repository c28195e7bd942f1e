// The bytes of one member of a stored zip: unpacked as they are taken, never more of them than were declared, and checked at the end.
import { Readable } from 'node:stream';
import { createInflateRaw, crc32 } from 'node:zlib';
import { type ArchiveEntry, brokenArchive } from '../domain/file/archive.ts';
import type { OpenBlob } from '../domain/ports.ts';
import { dataStart } from './zip-archive.ts';

const DEFLATED = 8;

/**
 * The bytes of a member, in pieces. Fails with INVALID as soon as there are more of them than the table says, however far the packed
 * data would still swell, and at the end when there are fewer or they are not those that were packed.
 */
export async function* memberBytes(blob: OpenBlob, entry: ArchiveEntry): AsyncGenerator<Uint8Array> {
  const start = await dataStart(blob, entry);
  if (entry.offset + entry.extent > blob.size || start + entry.packedSize > blob.size) brokenArchive('is cut off');
  const packed = blob.bytes(start, start + entry.packedSize - 1);
  yield* checkedBytes(entry.method === DEFLATED ? inflated(packed) : packed, entry);
}

async function* checkedBytes(bytes: AsyncIterable<Uint8Array>, { size, crc32: expected }: ArchiveEntry): AsyncGenerator<Uint8Array> {
  let done = 0;
  let sum = 0;
  // One piece behind: the last one is given out when all are known to be right, so that a damaged member is never received whole.
  let held: Uint8Array | null = null;
  for await (const piece of bytes) {
    done += piece.length;
    if (done > size) brokenArchive('holds more than it says');
    sum = crc32(piece, sum);
    if (held !== null) yield held;
    held = piece;
  }
  if (done < size) brokenArchive('holds less than it says');
  if (sum !== expected) brokenArchive('is damaged: the checksum of the member is another');
  if (held !== null) yield held;
}

async function* inflated(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(packed, { objectMode: false });
  const inflate = createInflateRaw();
  source.on('error', (error) => inflate.destroy(error));
  source.pipe(inflate);
  try {
    for await (const piece of inflate) yield piece as Uint8Array;
  } catch (error) {
    if (!isZlib(error)) throw error;
    brokenArchive('is damaged', error);
  } finally {
    source.destroy();
    inflate.destroy();
  }
}

function isZlib(error: unknown): boolean {
  return error instanceof Error && /^Z_|^ERR_STREAM_PREMATURE_CLOSE/.test((error as NodeJS.ErrnoException).code ?? '');
}
