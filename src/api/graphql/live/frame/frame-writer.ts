// Ready frames on their way to one client: counted and bounded, whatever the transport.
import type { Writable } from 'node:stream';
import type { LiveLimits } from '../live-limits.ts';

/** What a writer works with. */
export interface WriterParts {
  readonly limits: LiveLimits;
  /** Whether anything can still be written. */
  readonly isOpen: () => boolean;
}

/** Writes frames to one stream. The buffers are shared by all who get the same; nothing is copied for a client that is slow. */
export class FrameWriter {
  readonly #stream: Writable;
  readonly #parts: WriterParts;
  #messages = 0;
  #writesLeft = 0;
  readonly #oneFlushed = (): void => this.#flushed(1);

  constructor(stream: Writable, parts: WriterParts) {
    this.#stream = stream;
    this.#parts = parts;
  }

  /** Writes that have left the process since the beginning: a client that takes nothing is told by it. */
  get writesLeft(): number {
    return this.#writesLeft;
  }

  /** Bytes that have not left the process. */
  get waiting(): number {
    return this.#stream.writableLength;
  }

  /** Writes `count` ready frames, or nothing and false when more would wait for this client than it may let wait. */
  writeFrames(frames: Buffer, count: number): boolean {
    if (!this.#parts.isOpen()) return true; // closing: whoever is on the other side has nothing more to expect
    const { maxBufferedBytes, maxBufferedMessages } = this.#parts.limits;
    const { waiting } = this;
    if (waiting > 0 && (waiting + frames.length > maxBufferedBytes || this.#messages + count > maxBufferedMessages)) return false;
    this.#messages += count;
    this.#stream.write(frames, count === 1 ? this.#oneFlushed : () => this.#flushed(count));
    return true;
  }

  /** Writes frames and resolves once they have left or the client is gone: the pace of a subscriber that catches up. */
  push(frames: Buffer): Promise<void> {
    if (!this.#parts.isOpen()) return Promise.resolve();
    return new Promise((resolve) => this.#stream.write(frames, () => {
      this.#flushed(0);
      resolve();
    }));
  }

  #flushed(messages: number): void {
    this.#messages -= messages;
    this.#writesLeft += 1;
  }
}
