// A bounded memory of answers that may be a few seconds old; questions asked at the same time share one answer.

/** Whether and for how long an answer is kept. */
export interface ShortCacheOptions<T> {
  readonly ttlMs: number;
  /** Most answers kept; the oldest goes first. */
  readonly limit: number;
  /** Answers that are not kept beyond those who wait for them now. */
  readonly keep: (answer: T) => boolean;
  /** Monotonic time in milliseconds. */
  readonly now: () => number;
}

interface Entry<T> {
  readonly answer: Promise<T>;
  readonly until: number;
}

/** Answers by question; failures are never kept. */
export class ShortCache<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly options: ShortCacheOptions<T>;

  constructor(options: ShortCacheOptions<T>) {
    this.options = options;
  }

  /** The remembered answer, or that of `ask`. Its age counts from the asking, so that a slow answer is not kept longer. */
  get(question: string, ask: () => Promise<T>): Promise<T> {
    const known = this.entries.get(question);
    const now = this.options.now();
    if (known !== undefined && known.until > now) return known.answer;
    const entry: Entry<T> = { answer: ask(), until: now + this.options.ttlMs };
    this.entries.delete(question);
    this.entries.set(question, entry);
    this.trim();
    entry.answer.then((answer) => this.options.keep(answer) || this.forget(question, entry), () => this.forget(question, entry));
    return entry.answer;
  }

  /** Forgets the answers that fit, as soon as they are known. */
  drop(fits: (answer: T) => boolean): void {
    for (const [question, entry] of this.entries) entry.answer.then((answer) => { if (fits(answer)) this.forget(question, entry); }, () => undefined);
  }

  private forget(question: string, entry: Entry<T>): void {
    if (this.entries.get(question) === entry) this.entries.delete(question);
  }

  private trim(): void {
    for (const question of this.entries.keys()) {
      if (this.entries.size <= this.options.limit) return;
      this.entries.delete(question);
    }
  }
}
