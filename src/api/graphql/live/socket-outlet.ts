// The way out of one socket: shared frames beside the messages of the protocol, counted and bounded.
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { LiveLimits } from './live-limits.ts';

/** How far past `maxBufferedBytes` answers and pongs may go before the socket is cut: they cannot be dropped or resumed. */
const HARD_FACTOR = 4;

/**
 * Writes to one socket. Whole shared frames go to the very stream that was handed to `ws`: without compression and blobs `ws` writes
 * each of its own frames synchronously, so neither can land inside the other. That saves a header and two writes per delivery.
 */
export class SocketOutlet {
  readonly #ws: WebSocket;
  readonly #stream: Duplex;
  readonly #limits: LiveLimits;
  #messages = 0;
  readonly #oneFlushed = (): void => { this.#messages -= 1; };

  constructor(ws: WebSocket, stream: Duplex, limits: LiveLimits) {
    this.#ws = ws;
    this.#stream = stream;
    this.#limits = limits;
  }

  /** Whether anything can still be written. */
  get open(): boolean {
    return this.#ws.readyState === this.#ws.OPEN && this.#stream.writable;
  }

  /** Writes `count` ready frames, or nothing and false when more would wait for this client than it may let wait. */
  writeFrames(frames: Buffer, count: number): boolean {
    if (!this.open) return true; // closing: whoever is on the other side has nothing more to expect
    const waiting = this.#stream.writableLength;
    if (waiting > 0 && (waiting + frames.length > this.#limits.maxBufferedBytes || this.#messages + count > this.#limits.maxBufferedMessages)) return false;
    this.#messages += count;
    this.#stream.write(frames, count === 1 ? this.#oneFlushed : () => { this.#messages -= count; });
    return true;
  }

  /** Sends a message of the protocol; resolves once it has left, so that a client that does not read cannot ask for ever more. */
  send(text: string): Promise<void> {
    if (!this.open) return Promise.resolve();
    this.cutIfFlooded();
    return new Promise((resolve) => this.#ws.send(text, () => resolve()));
  }

  /** Cuts the socket of a client that makes us answer and reads nothing. */
  cutIfFlooded(): void {
    if (this.#stream.writableLength > HARD_FACTOR * this.#limits.maxBufferedBytes) this.#ws.terminate();
  }

  /** Writes frames and resolves once they have left or the socket is gone: the pace of a subscriber that catches up. */
  push(frames: Buffer): Promise<void> {
    if (!this.open) return Promise.resolve();
    return new Promise((resolve) => this.#stream.write(frames, () => resolve()));
  }
}
