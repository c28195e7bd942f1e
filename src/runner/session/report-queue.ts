// Facts on their way to the server: numbered, in order, kept until acknowledged.
import { MAX_REPORT_ITEMS } from '../../domain/dispatch/protocol.ts';
import { Wakeup } from '../wakeup.ts';

/** Most bytes of the items of one report; a single item is at most a quarter of it. */
export const MAX_REPORT_BYTES = 512 * 1024;

/** One fact before it has a number. */
export interface Fact {
  /** The item of that number as JSON. */
  readonly json: (n: number) => string;
  /** What to send instead when the server refuses the item for its content; it must keep the number, a hole would stop the line. */
  readonly fallback: (n: number) => string;
  /** Called once when the server has it on record. */
  readonly taken: () => void;
}

interface Item extends Fact {
  readonly n: number;
  readonly bytes: number;
  readonly text: string;
  readonly isFallback: boolean;
}

/** The queue of one session. Its size is bounded by the bounds of output and of open facts of each attempt. */
export class ReportQueue {
  /** Rung when something has become due. */
  readonly news = new Wakeup();
  #items: Item[] = [];
  #lastN = 0;
  /** The highest number that must not wait for others any more. */
  #dueN = 0;
  /** The highest number that was sent, answered or not. */
  #sentN = 0;
  #isBellSet = false;
  #acknowledged = 0;
  #maxItems = MAX_REPORT_ITEMS;

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** Whether there is something to send now. */
  get isDue(): boolean {
    const first = this.#items[0];
    return first !== undefined && first.n <= this.#dueN;
  }

  /** Whether something is due that has not been sent yet. */
  get hasUnsent(): boolean {
    return this.#dueN > this.#sentN;
  }

  /** Takes a fact. A late one waits for the next that is not, but no longer than until the event loop has turned. */
  push(fact: Fact, options: { readonly isLate: boolean } = { isLate: false }): void {
    this.#lastN += 1;
    this.#items.push(itemOf(fact, this.#lastN, false));
    if (!options.isLate) return this.#ring();
    if (this.#isBellSet) return;
    this.#isBellSet = true;
    setImmediate(() => {
      this.#isBellSet = false;
      this.#ring();
    });
  }

  /** The items for the next report as a JSON array: as many as the limits allow, at least one. */
  batch(): string {
    const texts: string[] = [];
    let bytes = 0;
    for (const item of this.#items) {
      if (texts.length >= this.#maxItems || (texts.length > 0 && bytes + item.bytes > MAX_REPORT_BYTES)) break;
      texts.push(item.text);
      bytes += item.bytes;
      this.#sentN = Math.max(this.#sentN, item.n);
    }
    return `[${texts.join(',')}]`;
  }

  /** Takes everything up to that number off; false when the number cannot be: then the other side is not the one that was talked to. */
  acknowledge(upTo: number): boolean {
    if (upTo < this.#acknowledged || upTo > this.#lastN) return false;
    const taken = this.#items.splice(0, upTo - this.#acknowledged);
    this.#acknowledged = upTo;
    for (const item of taken) item.taken();
    return true;
  }

  /** After a refusal of the content: smaller batches, down to one item, then that item's fallback; false when nothing is left to try. */
  soften(): boolean {
    if (this.#maxItems > 1 && this.#items.length > 1) {
      this.#maxItems = Math.max(1, Math.floor(Math.min(this.#maxItems, this.#items.length) / 4));
      return true;
    }
    const first = this.#items[0];
    if (!first || first.isFallback) return false;
    this.#items[0] = itemOf(first, first.n, true);
    return true;
  }

  /** After a success: full batches again. */
  harden(): void {
    this.#maxItems = MAX_REPORT_ITEMS;
  }

  #ring(): void {
    this.#dueN = this.#lastN;
    this.news.ring();
  }
}

function itemOf(fact: Fact, n: number, isFallback: boolean): Item {
  const text = isFallback ? fact.fallback(n) : fact.json(n);
  return { ...fact, n, text, isFallback, bytes: Buffer.byteLength(text) + 1 };
}
