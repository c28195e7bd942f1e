// Bytes of one stream to lines: whole characters, any line ending, bounded length, nothing a database refuses.
import { StringDecoder } from 'node:string_decoder';
import { MAX_LINE_LENGTH } from '../../domain/dispatch/protocol.ts';

/** Room kept for the mark at the end of a cut line, in characters. */
const MARK_ROOM = 48;

/** One stream's splitter. CR, LF and CRLF each end a line, so that a progress bar's states are lines of their own. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  #partial = '';
  /** Characters of the present line beyond `#partial`, counted only. */
  #excess = 0;
  /** A CR ended the last chunk: an LF at the start of the next belongs to it. */
  #skipLf = false;
  /** The beginning of the present line was already given out. */
  #isContinued = false;

  /** Whether a line has begun that has no end yet. */
  get hasPartial(): boolean {
    return this.#partial !== '';
  }

  /** The lines that the chunk completes. */
  push(chunk: Buffer): string[] {
    let text = this.#decoder.write(chunk);
    if (text === '') return [];
    if (this.#skipLf && text.startsWith('\n')) text = text.slice(1);
    this.#skipLf = text.endsWith('\r');
    const pieces = text.split(/\r\n|\n|\r/);
    const rest = pieces.pop() ?? '';
    const lines = pieces.flatMap((piece) => this.#complete(piece));
    this.#extend(rest);
    return lines;
  }

  /** What has come of the present line so far, given out as a line; what follows of it is the next one. */
  flush(): string[] {
    if (!this.hasPartial) return [];
    this.#isContinued = true;
    return [this.#take()];
  }

  /** The rest at the end of the stream. */
  end(): string[] {
    this.#extend(this.#decoder.end());
    return this.hasPartial ? [this.#take()] : [];
  }

  #complete(piece: string): string[] {
    this.#extend(piece);
    const isRestOfNothing = this.#isContinued && !this.hasPartial;
    this.#isContinued = false;
    return isRestOfNothing ? [] : [this.#take()];
  }

  #extend(text: string): void {
    const room = MAX_LINE_LENGTH - this.#partial.length;
    this.#partial += text.length <= room ? text : text.slice(0, room);
    this.#excess += Math.max(0, text.length - room);
  }

  #take(): string {
    const text = this.#excess === 0 ? this.#partial : cut(this.#partial, this.#excess);
    this.#partial = '';
    this.#excess = 0;
    // PostgreSQL keeps no NUL; half a surrogate pair, left by the cut, is no valid UTF-8.
    return text.replaceAll('\0', '\ufffd').toWellFormed();
  }
}

function cut(text: string, excess: number): string {
  const kept = MAX_LINE_LENGTH - MARK_ROOM;
  return `${text.slice(0, kept)}… [line cut, ${text.length - kept + excess} more characters]`;
}
