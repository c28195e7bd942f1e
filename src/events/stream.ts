// Scan, then live: every event after a cursor, once, in order, to one reader or to a reader that joins a group.
import { encodeCursor } from '../domain/event/cursor.ts';
import type { LoggedEvent } from '../domain/event/event.ts';
import type { EventFilter } from '../store/event/event-filter.store.ts';
import { logMeta } from '../store/event/log-meta.store.ts';
import { Backlog, type EventSource } from './backlog.ts';
import { EventQueue } from './event-queue.ts';
import { StreamError } from './stream-error.ts';

/** Live events that wait for one slow reader at most, unless it asks for another bound. */
export const STREAM_BUFFER_LIMIT = 1_000;

/** An event, or once the sign that everything that was in the log at the call has been given. */
export type StreamItem =
  | { readonly type: 'event'; readonly event: LoggedEvent; readonly cursor: string }
  | { readonly type: 'caughtUp'; readonly cursor: string };

/** What to read. */
export interface StreamOptions {
  /** A cursor text, exclusive; null means from the time of the call. */
  readonly after: string | null;
  readonly filter: EventFilter;
  /** Ends the stream without an error. */
  readonly signal?: AbortSignal;
  /** Live events that may wait for this reader. */
  readonly bufferLimit?: number;
}

/** How a reader that shares its live part with others is served. */
export interface ResumeOptions<T> {
  readonly after: string | null;
  readonly filter: EventFilter;
  readonly signal?: AbortSignal;
  /** The reader's own events, in order; awaited, so that a slow reader slows nothing but its own scan. */
  onEvent(event: LoggedEvent): void | Promise<void>;
  /** Called once, after every event that was in the log at the call. */
  onCaughtUp(cursor: string): void | Promise<void>;
  /** Called once, synchronously, when `onEvent` has had every matching event up to `at` and the hub stands at `at`. */
  join(at: number): T;
}

/** The readers' door to the log. */
export class Streams {
  readonly #source: EventSource;

  constructor(source: EventSource) {
    this.#source = source;
  }

  /** The cursor of a number; of a mutation's greatest one, its `eventCursor`. */
  cursorAt(seq: number): string {
    return encodeCursor({ logId: this.#source.logId, seq });
  }

  /** The cursor of everything this replica has handed out. */
  now(): string {
    return this.cursorAt(this.#source.hub.position);
  }

  /**
   * Rejects with the `StreamError` that reading behind this cursor would meet at its beginning: for transports that
   * cannot refuse any more once they have begun to answer.
   */
  async judge(after: string): Promise<void> {
    const { at } = await Backlog.open(this.#source, { after, filter: {}, position: this.#source.hub.position });
    const { floor } = await logMeta(this.#source.db);
    if (at < floor) throw new StreamError('CURSOR_EXPIRED', this.cursorAt(floor));
  }

  /**
   * A stream for one reader. `next` rejects with a `StreamError`; `return` and the signal end the stream at once,
   * also while a `next` is waiting, and free what it holds.
   */
  open(options: StreamOptions): AsyncIterableIterator<StreamItem> {
    const ended = new AbortController();
    const follow = () => ended.abort();
    options.signal?.addEventListener('abort', follow, { signal: ended.signal });
    if (options.signal?.aborted) ended.abort();
    const items = this.#items(options, { position: this.#source.hub.position, ended });
    return {
      next: () => items.next(),
      return: () => {
        ended.abort();
        return items.return(undefined);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /**
   * Serves one reader from its cursor until it is level with the hub, then has it join a group of readers that share
   * one subscription. The hand-over is exact because `level` and `join` are one synchronous step outside any
   * delivery: an event the hub published before the step is at or below `at` and went to `onEvent`; one published
   * after it finds the reader in the group. A group that works asynchronously must give the result of an event only
   * to those who joined below its number. Undefined when the signal fired first.
   */
  async resume<T>(options: ResumeOptions<T>): Promise<T | undefined> {
    const { position } = this.#source.hub;
    const signal = options.signal ?? new AbortController().signal;
    const past = this.#past(options.after, position);
    const backlog = await Backlog.open(this.#source, { after: options.after, filter: options.filter, position });
    await giveUpTo(backlog, { end: position, signal, onEvent: options.onEvent });
    await giveUpTo(backlog, { end: await past, signal, onEvent: options.onEvent });
    if (signal.aborted) return undefined;
    await options.onCaughtUp(this.cursorAt(backlog.at));
    while (!signal.aborted) {
      if (backlog.level) return options.join(backlog.at);
      await giveUpTo(backlog, { end: backlog.at + 1, signal, onEvent: options.onEvent });
    }
    return undefined;
  }

  /**
   * Up to where the past of a reader goes that asked at that position. What other servers had committed by then belongs to it, though
   * this one may not have heard of it; but who begins now has no past.
   */
  async #past(after: string | null, position: number): Promise<number> {
    return after === null ? position : (await this.#source.catchUp()).settled;
  }

  async *#items(options: StreamOptions, call: { position: number; ended: AbortController }): AsyncGenerator<StreamItem, undefined> {
    const { signal } = call.ended;
    try {
      const past = this.#past(options.after, call.position);
      const backlog = await Backlog.open(this.#source, { after: options.after, filter: options.filter, position: call.position });
      let caughtUp = false;
      while (!signal.aborted && !(caughtUp && backlog.level)) {
        if (!caughtUp && backlog.at >= call.position && backlog.at >= (await past)) {
          caughtUp = true;
          yield { type: 'caughtUp', cursor: this.cursorAt(backlog.at) };
        } else {
          yield* this.#eventItems(await backlog.page(signal), signal);
        }
      }
      if (signal.aborted) return undefined;
      // Level, and nothing has run since that was seen: subscribing now is exact.
      const queue = new EventQueue(options.bufferLimit ?? STREAM_BUFFER_LIMIT);
      const unsubscribe = this.#source.hub.subscribe(options.filter, (event) => queue.push(event), () => queue.close('gap'));
      signal.addEventListener('abort', () => {
        unsubscribe();
        queue.close();
      });
      yield* this.#live(queue, backlog.at);
    } finally {
      call.ended.abort();
    }
    return undefined;
  }

  *#eventItems(events: readonly LoggedEvent[], signal: AbortSignal): Generator<StreamItem> {
    for (const event of events) {
      if (signal.aborted) return;
      yield { type: 'event', event, cursor: this.cursorAt(event.seq) };
    }
  }

  async *#live(queue: EventQueue, level: number): AsyncGenerator<StreamItem> {
    let at = level;
    for (let taken = await queue.take(); taken !== 'closed'; taken = await queue.take()) {
      if (taken === 'overflow') throw new StreamError('LAGGED', this.cursorAt(at));
      if (taken === 'gap') throw new StreamError('CURSOR_EXPIRED', this.cursorAt((await logMeta(this.#source.db)).floor));
      at = taken.seq;
      yield { type: 'event', event: taken, cursor: this.cursorAt(at) };
    }
  }
}

/** Gives pages until `end` is reached; more may be given, for a page is not cut. */
async function giveUpTo(
  backlog: Backlog,
  options: { end: number; signal: AbortSignal; onEvent: (event: LoggedEvent) => void | Promise<void> },
): Promise<void> {
  while (backlog.at < options.end && !options.signal.aborted) {
    for (const event of await backlog.page(options.signal)) {
      if (options.signal.aborted) return;
      await options.onEvent(event);
    }
  }
}
