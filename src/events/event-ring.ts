// The newest settled events in memory, so that a short resumption costs no SQL.
import type { LoggedEvent } from '../domain/event/event.ts';

/** A fixed number of events, in order of `seq`; the oldest makes room for the newest. */
export class EventRing {
  #slots: LoggedEvent[] = [];
  readonly #capacity: number;
  /** Index of the oldest event once the ring is full. */
  #head = 0;
  #floor: number;

  /** A ring whose first event will be the first one after `floor`. */
  constructor(capacity: number, floor: number) {
    this.#capacity = capacity;
    this.#floor = floor;
  }

  /** Every event above this number, up to the newest, is in the ring. */
  get floor(): number {
    return this.#floor;
  }

  /** Appends the next event of the log. */
  push(event: LoggedEvent): void {
    if (this.#slots.length < this.#capacity) {
      this.#slots.push(event);
      return;
    }
    this.#floor = this.#slots[this.#head]!.seq;
    this.#slots[this.#head] = event;
    this.#head = (this.#head + 1) % this.#capacity;
  }

  /** Forgets everything: the next event will be the first one after `floor`, and what lay between is not known. */
  restart(floor: number): void {
    this.#slots = [];
    this.#head = 0;
    this.#floor = floor;
  }

  /** Events above `after`, oldest first. */
  *after(after: number): Generator<LoggedEvent> {
    for (let i = this.#firstAbove(after); i < this.#slots.length; i++) yield this.#at(i);
  }

  /** Binary search: position, counted from the oldest, of the first event above `seq`. */
  #firstAbove(seq: number): number {
    let low = 0;
    let high = this.#slots.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#at(middle).seq > seq) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #at(index: number): LoggedEvent {
    return this.#slots[(this.#head + index) % this.#slots.length]!;
  }
}
