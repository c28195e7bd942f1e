// The bytes of a stored archive as the zip reader takes them: small reads out of a window, so that its table costs few calls of the disk.
import type { Readable } from 'node:stream';
import { callbackify } from 'node:util';
import { RandomAccessReader } from 'yauzl';
import type { OpenBlob } from '../domain/ports.ts';

/** Bytes read ahead. */
const WINDOW_BYTES = 65_536;

/** Reads of an open blob; closing it leaves the blob open. */
export class ZipSource extends RandomAccessReader {
  readonly #blob: OpenBlob;
  readonly #window = Buffer.alloc(WINDOW_BYTES);
  readonly #fillLater = callbackify((into: Buffer, position: number) => this.#fill(into, position));
  #start = 0;
  #length = 0;

  constructor(blob: OpenBlob) {
    super();
    this.#blob = blob;
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    this.#fillLater(buffer.subarray(offset, offset + length), position, callback);
  }

  override _readStreamForRange(): Readable {
    throw new Error('members are read by their place, not through the zip reader');
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }

  async #fill(into: Buffer, position: number): Promise<void> {
    // Places come from the archive itself: any number may be among them.
    if (!Number.isSafeInteger(position) || position < 0 || position + into.length > this.#blob.size) throw new Error('it points beyond its own end');
    if (into.length > WINDOW_BYTES) return void (await this.#blob.readAt(into, position));
    if (position < this.#start || position + into.length > this.#start + this.#length) {
      this.#start = position;
      this.#length = await this.#blob.readAt(this.#window, position);
    }
    this.#window.copy(into, 0, position - this.#start, position - this.#start + into.length);
  }
}
