// Whether the other side of a socket is alive: a ping says how much was written before it, its pong how much has been read.
import { LEAST_BYTES_PER_BEAT } from '../live-limits.ts';

/** Longest text of a ping that is looked at: a number of bytes. */
const MAX_PING_LENGTH = 16;

/** Counts of one socket. A pong that was never asked for only changes how long its own sender is waited for. */
export class Heartbeat {
  #unanswered = 0;
  /** Bytes that the client is known to have read. */
  #read = 0;

  /** The text of the next ping, behind `written` bytes. */
  ping(written: number): string {
    this.#unanswered += 1;
    return String(written);
  }

  /** A pong with the text of its ping. */
  answered(text: string): void {
    this.#unanswered = 0;
    const read = text.length <= MAX_PING_LENGTH ? Number(text) : Number.NaN;
    if (read > this.#read) this.#read = read;
  }

  /** Whether pings are unanswered for too long: one beat, and one more for every `LEAST_BYTES_PER_BEAT` that are before them. */
  isOver(written: number): boolean {
    return this.#unanswered > Math.floor(Math.max(0, written - this.#read) / LEAST_BYTES_PER_BEAT);
  }
}
