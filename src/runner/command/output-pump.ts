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
    const lines = this.#splitter.push(chunk);
    this.#output.add(this.#source, lines);
    // A new line has begun: its age counts, not that of the one before.
    if (lines.length > 0) this.#disarm();
    if (this.#splitter.hasPartial) this.#arm();
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

  #arm(): void {
    this.#timer ??= setTimeout(() => this.#flushUnlessMore(), PARTIAL_LINE_MS);
  }

  #disarm(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  // Timers run before reads: after a busy moment the rest of the line may wait in the pipe, as it may while the pipe is paused.
  #flushUnlessMore(): void {
    const readAt = this.#readAt;
    setImmediate(() => {
      this.#disarm();
      if (readAt === this.#readAt && !this.#stream.isPaused()) this.#output.add(this.#source, this.#splitter.flush());
      else if (this.#splitter.hasPartial) this.#arm();
    });
  }

  #last(): void {
    this.#disarm();
    this.#output.add(this.#source, this.#splitter.end());
  }
}

function linesIn(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
  return lines;
}
