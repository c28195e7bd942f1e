// What one operation costs its caller.
import type { RateStanding } from './rate-book.ts';

/** The bill of an operation, written before it runs. */
export interface Bill {
  /** Points. */
  readonly cost: number;
  /** Objects that it could return at most. */
  readonly nodes: number;
  /** The caller's points after it; null for callers without a limit. */
  readonly standing: RateStanding | null;
}
