// The output of one attempt between its pipes and the report: bounded, with back-pressure first and counted loss second.
import { MAX_LOG_BYTES } from '../../domain/dispatch/protocol.ts';
import type { LogSource } from '../../domain/attempt/log-line.ts';
import type { AttemptRef } from '../../domain/dispatch/protocol.ts';
import type { ReportQueue } from './report-queue.ts';

/** Bytes of output that may wait for the server, for each attempt; above it the pipes are paused. */
export const MAX_WAITING_BYTES = 1024 * 1024;
/** Bytes of lines in one log item. */
export const MAX_ITEM_BYTES = 96 * 1024;
/** Milliseconds that a line may wait for others before it is queued. */
export const LOG_FLUSH_MS = 100;
/** Milliseconds between two reports that only say how much was dropped. */
export const DROP_FLUSH_MS = 1_000;

/** Takes lines and makes log items of them. */
export class AttemptOutput {
  readonly #ref: string;
  readonly #queue: ReportQueue;
  #lines: string[] = [];
  #lineBytes = 0;
  #waitingBytes = 0;
  #keptBytes = 0;
  #dropped = 0;
  #isCapped = false;
  #isLossy = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | null = null;
  #onRoom: (() => void)[] = [];

  constructor(ref: AttemptRef, queue: ReportQueue) {
    this.#ref = `"attemptId":${JSON.stringify(ref.attemptId)},"epoch":${ref.epoch}`;
    this.#queue = queue;
  }

  /** Whether nothing more is kept of this attempt: callers count lines only, which costs a tenth of reading them. */
  get isCapped(): boolean {
    return this.#isCapped || this.#isClosed;
  }

  /** Whether the writer should wait for room now; not once waiting has proved useless. */
  get wantsPause(): boolean {
    return this.#isFull && !this.#isLossy && !this.isCapped;
  }

  /** Lines of the process, in order. Beyond the bounds they are dropped and counted. */
  add(source: LogSource, messages: readonly string[]): void {
    const at = new Date().toISOString();
    for (const message of messages) this.#addLine({ at, source, message });
  }

  /** A line of the runner about the attempt; never dropped, callers write few. */
  say(message: string): void {
    if (!this.#isClosed) this.#append(JSON.stringify({ at: new Date().toISOString(), source: 'SYSTEM', message: message.toWellFormed().replaceAll('\0', '\ufffd') }));
  }

  /** Counts lines that were not even read. */
  drop(lines: number): void {
    if (lines === 0 || this.#isClosed) return;
    this.#dropped += lines;
    this.#arm(DROP_FLUSH_MS);
  }

  /** Waits until half of the bound is free, or gives up after `patienceMs`: from then on output is dropped instead, until there is room. */
  async room(patienceMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#onRoom.push(() => resolve(true));
    const timer = setTimeout(() => resolve(false), patienceMs);
    if (!(await promise)) this.#isLossy = true;
    clearTimeout(timer);
  }

  /** Queues what is left; the finish comes next. */
  close(): void {
    this.#flush();
    this.discard();
  }

  /** Forgets what is left: the attempt is no longer this runner's. */
  discard(): void {
    this.#isClosed = true;
    this.#lines = [];
    if (this.#timer) clearTimeout(this.#timer);
    this.#giveRoom();
  }

  get #isFull(): boolean {
    return this.#waitingBytes >= MAX_WAITING_BYTES;
  }

  #addLine(line: { readonly at: string; readonly source: LogSource; readonly message: string }): void {
    if (this.isCapped || (this.#isLossy && this.#isFull)) return this.drop(1);
    this.#keptBytes += Buffer.byteLength(line.message) + 1;
    if (this.#keptBytes > MAX_LOG_BYTES) return this.#cap();
    this.#append(JSON.stringify(line));
  }

  #cap(): void {
    this.#isCapped = true;
    this.drop(1);
    this.say(`the output is longer than ${MAX_LOG_BYTES / 1024 / 1024} MiB; further lines are counted but not kept`);
  }

  #append(json: string): void {
    const bytes = Buffer.byteLength(json) + 1;
    if (this.#lineBytes + bytes > MAX_ITEM_BYTES) this.#flush();
    this.#lines.push(json);
    this.#lineBytes += bytes;
    this.#waitingBytes += bytes;
    this.#arm(LOG_FLUSH_MS);
  }

  // A timer for dropped lines alone is slower; one that is already running is soon enough for the rest.
  #arm(ms: number): void {
    this.#timer ??= setTimeout(() => this.#flush(), ms);
  }

  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isClosed || (this.#lines.length === 0 && this.#dropped === 0)) return;
    const { lines, bytes, dropped } = this.#take();
    const item = (n: number, kept: string, lost: number): string => `{"n":${n},"type":"log",${this.#ref},"lines":[${kept}],"dropped":${lost}}`;
    const text = lines.join(',');
    this.#queue.push({
      json: (n) => item(n, text, dropped),
      fallback: (n) => item(n, '', dropped + lines.length),
      taken: () => this.#taken(bytes),
    });
  }

  #take(): { lines: string[]; bytes: number; dropped: number } {
    const taken = { lines: this.#lines, bytes: this.#lineBytes, dropped: this.#dropped };
    this.#lines = [];
    this.#lineBytes = 0;
    this.#dropped = 0;
    return taken;
  }

  #taken(bytes: number): void {
    this.#waitingBytes -= bytes;
    if (this.#waitingBytes > MAX_WAITING_BYTES / 2) return;
    this.#isLossy = false;
    this.#giveRoom();
  }

  #giveRoom(): void {
    for (const call of this.#onRoom.splice(0)) call();
  }
}
