// What each key has spent on this process: one bucket of points for each, forgotten when it has long been full.
import { type Bucket, type BucketTerms, levelOf, msUntilFull, withdraw } from '../../../../domain/limit/token-bucket.ts';

/** The window that points are counted in, ms. */
export const RATE_WINDOW_MS = 60_000;

/** Most keys with a bucket: some 100 bytes each. Beyond it the one that was not used longest is forgotten, and would begin anew. */
export const MAX_RATE_KEYS = 10_000;

/** How a key stands. */
export interface RateStanding {
  /** Points of a minute. */
  readonly limit: number;
  /** Whole points that are left now. */
  readonly remaining: number;
  /** Milliseconds until all of them are there again. */
  readonly fullInMs: number;
}

/** What spending gave: `waitMs` = refused, and how long until it would not be. */
export interface Spending {
  readonly standing: RateStanding;
  readonly waitMs: number | null;
}

/** The buckets of a process. */
export class RateBook {
  readonly #terms: BucketTerms;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  /** `now` is monotonic milliseconds. */
  constructor(pointsPerMinute: number, now: () => number = () => performance.now()) {
    this.#terms = { capacity: pointsPerMinute, windowMs: RATE_WINDOW_MS };
    this.#now = now;
  }

  /** Keys with a bucket. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes points out of the key's bucket, or nothing when there are too few. */
  spend(key: string, points: number): Spending {
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? null;
    const done = withdraw(bucket, this.#terms, { points, now });
    if (!done.ok) return { standing: this.#standing(bucket, now), waitMs: done.waitMs };
    this.#keep(key, done.bucket);
    return { standing: this.#standing(done.bucket, now), waitMs: null };
  }

  /** Takes what is there, up to so many points: for work that was done before it could be refused. */
  fine(key: string, points: number): void {
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? null;
    this.#keep(key, { level: Math.max(0, levelOf(bucket, this.#terms, now) - points), at: now });
  }

  // A Map iterates in the order of insertion: the first key is the one that was not used longest.
  #keep(key: string, bucket: Bucket): void {
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size <= MAX_RATE_KEYS) return;
    for (const oldest of this.#buckets.keys()) {
      this.#buckets.delete(oldest);
      return;
    }
  }

  #standing(bucket: Bucket | null, now: number): RateStanding {
    return { limit: this.#terms.capacity, remaining: Math.floor(levelOf(bucket, this.#terms, now)), fullInMs: msUntilFull(bucket, this.#terms, now) };
  }
}
