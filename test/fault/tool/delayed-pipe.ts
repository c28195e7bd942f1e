// One direction of a disturbed connection: bytes arrive in order, late, slowly, or not at all.
import type { Socket } from 'node:net';

/** Bytes held back in one direction before its sender is paused, as a full window of TCP would do. */
export const MAX_HELD_BYTES = 256 * 1024;

/** What a pipe asks for each time it has something to do, so that a fault can begin and end while bytes are under way. */
export interface PipeConditions {
  /** Nothing passes, not even the end of a connection. */
  isFrozen(): boolean;
  /** Milliseconds from the arrival of bytes to their departure. */
  latencyMs(): number;
  /** Bytes each second; Infinity for no limit. */
  bytesPerSecond(): number;
  /** Told of each piece before it leaves; false when the connection is to break instead. */
  mayPass(bytes: number): boolean;
}

interface Held {
  readonly due: number;
  /** Null is the end of the stream. */
  readonly bytes: Buffer | null;
}

/** Carries bytes from one socket to another. */
export class DelayedPipe {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #conditions: PipeConditions;
  readonly #held: Held[] = [];
  #heldBytes = 0;
  #lastDue = 0;
  /** When the line is free again after what it has carried. */
  #freeAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, conditions: PipeConditions) {
    this.#from = from;
    this.#to = to;
    this.#conditions = conditions;
    from.on('data', (bytes: Buffer) => this.#hold(bytes));
    from.on('end', () => this.#hold(null));
    to.on('drain', () => this.pump());
  }

  /** Sends on what is due; to be called when a fault has ended. */
  pump(): void {
    clearTimeout(this.#timer);
    while (this.#held.length > 0 && !this.#conditions.isFrozen() && !this.#to.writableNeedDrain) {
      const wait = Math.max(this.#held[0]!.due, this.#freeAt) - performance.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.pump(), wait);
        return;
      }
      if (!this.#send(this.#held.shift()!)) return;
    }
    if (this.#heldBytes < MAX_HELD_BYTES && this.#from.isPaused()) this.#from.resume();
  }

  /** Forgets what is held. */
  close(): void {
    clearTimeout(this.#timer);
    this.#held.length = 0;
  }

  #hold(bytes: Buffer | null): void {
    // Jitter must not turn bytes around: none leaves before what came earlier.
    this.#lastDue = Math.max(this.#lastDue, performance.now() + this.#conditions.latencyMs());
    this.#held.push({ due: this.#lastDue, bytes });
    this.#heldBytes += bytes?.length ?? 0;
    if (this.#heldBytes >= MAX_HELD_BYTES) this.#from.pause();
    this.pump();
  }

  /** False when the connection has broken. */
  #send({ bytes }: Held): boolean {
    if (bytes === null) {
      this.#to.end();
      return true;
    }
    this.#heldBytes -= bytes.length;
    if (!this.#conditions.mayPass(bytes.length)) return false;
    this.#freeAt = Math.max(this.#freeAt, performance.now()) + (bytes.length / this.#conditions.bytesPerSecond()) * 1_000;
    this.#to.write(bytes);
    return true;
  }
}
