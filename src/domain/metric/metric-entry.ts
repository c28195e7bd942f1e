// Entries of series as the API shows them: points and documents alike, numbered in the order of commits.
import type { MetricKind } from './metric-kind.ts';

/** An entry without the text of its document. */
export interface MetricEntry {
  readonly seriesId: number;
  readonly kind: MetricKind;
  readonly metric: string;
  readonly variant: string;
  readonly generation: number;
  /** Counts from 1 within (task, generation) with gaps; an entry that is overwritten gets a new one. */
  readonly n: number;
  readonly iter: number;
  readonly at: Date;
  /** Null for documents, and for what is no number. */
  readonly value: number | null;
  readonly key: string;
  readonly url: string | null;
  /** Characters of the document's text. */
  readonly size: number;
}

/** A row as it is stored, with NaN and the infinities: JSON has no such numbers. */
export function entryOf(row: MetricEntry): MetricEntry {
  return row.value === null || Number.isFinite(row.value) ? row : { ...row, value: null };
}
