// Frames on a byte stream: four bytes of the head's length (little endian), the head as JSON, and the parts whose lengths the head tells.
import type { Frame } from './function-message.ts';

/** Most bytes of the head of one frame: documents travel in it. */
export const MAX_HEAD_BYTES = 64 * 1024 * 1024;
const LENGTH_BYTES = 4;

/** A frame to bytes, in pieces that are to be written one after the other; the parts are not copied. */
export function framePieces({ head, parts }: Frame<object>): Uint8Array[] {
  const text = Buffer.from(JSON.stringify({ ...head, parts: parts.map(({ length }) => length) }));
  if (text.length > MAX_HEAD_BYTES) throw new RangeError(`the documents of one call are ${text.length} bytes of JSON, at most ${MAX_HEAD_BYTES} can be passed on`);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.length);
  return [length, text, ...parts];
}

/** Bytes to frames. It holds one frame at most: the head within `MAX_HEAD_BYTES`, the parts within `maxPartBytes` together. */
export class FrameReader<Head> {
  readonly #maxPartBytes: () => number;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #headLength: number | null = null;
  #head: { readonly value: Head; readonly lengths: readonly number[]; readonly total: number } | null = null;

  constructor(maxPartBytes: () => number) {
    this.#maxPartBytes = maxPartBytes;
  }

  /** The frames that the chunk completes; throws when the stream is no stream of frames or passes a limit. */
  push(chunk: Buffer): Frame<Head>[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    const frames: Frame<Head>[] = [];
    for (let frame = this.#next(); frame !== null; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame<Head> | null {
    if (this.#headLength === null) {
      if (this.#size < LENGTH_BYTES) return null;
      this.#headLength = this.#take(LENGTH_BYTES).readUInt32LE();
      if (this.#headLength > MAX_HEAD_BYTES) throw new Error(`a message announces a head of ${this.#headLength} bytes, at most ${MAX_HEAD_BYTES} are taken`);
    }
    if (this.#head === null) {
      if (this.#size < this.#headLength) return null;
      this.#head = this.#read(this.#take(this.#headLength));
    }
    if (this.#size < this.#head.total) return null;
    const { value, lengths } = this.#head;
    const parts = lengths.map((length) => this.#take(length));
    [this.#headLength, this.#head] = [null, null];
    return { head: value, parts };
  }

  #read(bytes: Buffer): { value: Head; lengths: readonly number[]; total: number } {
    const { parts, ...value } = JSON.parse(bytes.toString('utf8')) as { parts?: unknown };
    const lengths = Array.isArray(parts) ? (parts as unknown[]) : [];
    if (!lengths.every((length) => Number.isSafeInteger(length) && (length as number) >= 0)) throw new Error('a message announces parts whose lengths are no numbers');
    const total = (lengths as number[]).reduce((sum, length) => sum + length, 0);
    const most = this.#maxPartBytes();
    if (total > most) throw new Error(`pictures of ${total} bytes were returned, at most ${most} are taken here; return smaller ones`);
    return { value: value as Head, lengths: lengths as number[], total };
  }

  // Copies only what lies across chunks.
  #take(length: number): Buffer {
    this.#size -= length;
    const first = this.#chunks[0];
    if (first !== undefined && first.length > length) {
      this.#chunks[0] = first.subarray(length);
      return first.subarray(0, length);
    }
    const taken: Buffer[] = [];
    for (let left = length; left > 0; ) {
      const chunk = this.#chunks[0]!;
      if (chunk.length <= left) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(left);
      taken.push(chunk.subarray(0, left));
      left -= Math.min(left, chunk.length);
    }
    return taken.length === 1 ? taken[0]! : Buffer.concat(taken, length);
  }
}
