// Token buckets: how much a caller may spend in a window, refilled all the time. Pure: the clock comes from outside.

/** What a bucket holds at most, and the time in which an empty one is full again. */
export interface BucketTerms {
  /** Points. */
  readonly capacity: number;
  readonly windowMs: number;
}

/** A bucket as it was left: `level` points at the time `at` (monotonic ms). One that was never used is full, and is null. */
export interface Bucket {
  readonly level: number;
  readonly at: number;
}

/** What a withdrawal gives: the bucket afterwards, or how long to wait until there is enough in it. */
export type Withdrawal = { readonly ok: true; readonly bucket: Bucket } | { readonly ok: false; readonly waitMs: number };

/** Points in a bucket now, fractions included. A clock that went back refills nothing. */
export function levelOf(bucket: Bucket | null, terms: BucketTerms, now: number): number {
  if (bucket === null) return terms.capacity;
  const gained = (Math.max(0, now - bucket.at) * terms.capacity) / terms.windowMs;
  return Math.min(terms.capacity, bucket.level + gained);
}

/** Takes points out, if there are enough. More than a full bucket holds is taken for a full bucket: else it could never be spent. */
export function withdraw(bucket: Bucket | null, terms: BucketTerms, { points, now }: { points: number; now: number }): Withdrawal {
  const level = levelOf(bucket, terms, now);
  const wanted = Math.min(points, terms.capacity);
  const at = Math.max(now, bucket?.at ?? now);
  if (wanted <= level) return { ok: true, bucket: { level: level - wanted, at } };
  return { ok: false, waitMs: Math.ceil(((wanted - level) * terms.windowMs) / terms.capacity) };
}

/** Milliseconds until the bucket is full. */
export function msUntilFull(bucket: Bucket | null, terms: BucketTerms, now: number): number {
  return Math.ceil(((terms.capacity - levelOf(bucket, terms, now)) * terms.windowMs) / terms.capacity);
}
