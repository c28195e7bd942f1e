// The bounded queue between the hub, which does not wait, and one consumer, who takes events at a pace of his own.
import type { LoggedEvent } from '../domain/event/event.ts';

/** Why there will be no more: the consumer fell behind, events to come are gone, or the queue was closed. */
type QueueEnd = 'overflow' | 'gap' | 'closed';

/** An event, or why there will be no more. */
export type Taken = LoggedEvent | QueueEnd;

/** Holds at most `limit` events; one more empties it for good, since what is lost must be read from the log again. */
export class EventQueue {
  readonly #limit: number;
  #events: LoggedEvent[] = [];
  #end: QueueEnd | null = null;
  #taker: ((taken: Taken) => void) | null = null;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds an event; ignored once the queue has ended. */
  push(event: LoggedEvent): void {
    if (this.#end) return;
    if (this.#taker) this.#give(event);
    else if (this.#events.length < this.#limit) this.#events.push(event);
    else this.#finish('overflow');
  }

  /** The next event; waits for it. One caller at a time. */
  take(): Promise<Taken> {
    const event = this.#events.shift();
    if (event) return Promise.resolve(event);
    if (this.#end) return Promise.resolve(this.#end);
    return new Promise((resolve) => {
      this.#taker = resolve;
    });
  }

  /** No more events; those still queued are forgotten and a waiting `take` is answered. */
  close(end: 'gap' | 'closed' = 'closed'): void {
    if (!this.#end) this.#finish(end);
  }

  #finish(end: QueueEnd): void {
    this.#end = end;
    this.#events = [];
    this.#give(end);
  }

  #give(taken: Taken): void {
    const taker = this.#taker;
    this.#taker = null;
    taker?.(taken);
  }
}
