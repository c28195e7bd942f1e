// One stream of a program into its attempt's output, with the pipe paused while the output is full.
import type { Readable } from 'node:stream';
import type { LogSource } from '../../domain/attempt/log-line.ts';
import type { AttemptOutput } from '../session/attempt-output.ts';
import { LineSplitter } from './line-splitter.ts';

/** Milliseconds after which the beginning of a line is given out although its end has not come: prompts, dots, progress. */
export const PARTIAL_LINE_MS = 250;
/** Milliseconds for which a full output stops the program at its write; then output is dropped and the program goes on. */
export const BACKPRESSURE_MS = 2_000;
/** Milliseconds without a byte after which a pipe is given up that somebody still holds open though the program and all it started are gone. */
export const HELD_PIPE_IDLE_MS = 500;
/** Milliseconds after which such a pipe is given up although bytes still come. */
export const HELD_PIPE_MS = 10_000;

/** Reads one stream to its end. */
export class OutputPump {
  /** Resolves when the stream has ended or was given up. */
  readonly ended: Promise<void>;
  readonly #stream: Readable;
  readonly #source: LogSource;
  readonly #output: AttemptOutput;
  readonly #splitter = new LineSplitter();
  #timer: NodeJS.Timeout | null = null;
  #readAt = performance.now();

  constructor(stream: Readable, source: LogSource, output: AttemptOutput) {
    this.#stream = stream;
    this.#source = source;
    this.#output = output;
    this.ended = new Promise((resolve) => stream.once('close', resolve)).then(() => this.#last());
    // A pipe that breaks has ended; 'close' follows.
    stream.on('error', () => undefined);
    stream.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  /** Called when no process of the attempt is left: waits for the end, but not for a stranger who holds the pipe. */
  async finish(): Promise<void> {
    const start = performance.now();
    this.#readAt = start;
    const watch = setInterval(() => {
      const now = performance.now();
      const isIdle = !this.#stream.isPaused() && now - this.#readAt > HELD_PIPE_IDLE_MS;
      if (isIdle || now - start > HELD_PIPE_MS) this.#stream.destroy();
    }, HELD_PIPE_IDLE_MS / 5);
    await this.ended;
    clearInterval(watch);
  }

  #take(chunk: Buffer): void {
    this.#readAt = performance.now();
    if (this.#output.isCapped) return this.#count(chunk);
    this.#output.add(this.#source, this.#splitter.push(chunk));
    if (this.#splitter.hasPartial) this.#timer ??= setTimeout(() => this.#flush(), PARTIAL_LINE_MS);
    if (this.#output.wantsPause) void this.#hold();
  }

  // Lines are counted by their ends from here on, so what the splitter holds must not be counted again at the end.
  #count(chunk: Buffer): void {
    this.#splitter.flush();
    this.#output.drop(linesIn(chunk));
  }

  async #hold(): Promise<void> {
    this.#stream.pause();
    await this.#output.room(BACKPRESSURE_MS);
    this.#readAt = performance.now();
    this.#stream.resume();
  }

  #flush(): void {
    this.#timer = null;
    // While the pipe is paused the end of the line may be waiting in it.
    if (this.#stream.isPaused()) this.#timer = setTimeout(() => this.#flush(), PARTIAL_LINE_MS);
    else this.#output.add(this.#source, this.#splitter.flush());
  }

  #last(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#output.add(this.#source, this.#splitter.end());
  }
}

function linesIn(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
  return lines;
}
