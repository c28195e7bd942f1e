// One line of the tables that measurements make.

/** What was promised of a ratio, and what it is worth: ours may be `at most` or must be `at least` so many times the peer. */
export interface Promised {
  readonly sense: 'at most' | 'at least';
  readonly ratio: number;
}

/** The first and the third quartile of the rounds. */
export type Quartiles = readonly [first: number, third: number];

/** Where a row stands in the plot of what grows and what does not. */
export interface PlotPlace {
  readonly plot: 'scale';
  readonly line: string;
  readonly x: number;
}

/** A figure of ours beside that of a peer, which did the same work in the same run. Name and peer together are unique. */
export interface BenchRow {
  readonly name: string;
  readonly ours: number | null;
  /** Null when there is nothing to compare with. */
  readonly peer: number | null;
  /** Ours by the peer's, of each pair; the median of those. */
  readonly ratio: number | null;
  /** Of `ours` and `peer`, e.g. `ms` or `deliveries/s`. */
  readonly unit: string;
  readonly peerName: string | null;
  /** How many paired rounds; absent for a figure that stands alone. */
  readonly pairs?: number;
  readonly quartiles?: { readonly ours: Quartiles; readonly peer: Quartiles; readonly ratio: Quartiles };
  readonly promise?: Promised;
  /** Whether it is one of the few figures of the README. */
  readonly headline?: boolean;
  readonly place?: PlotPlace;
}

/** How thoroughly to measure: `quick` is for trying the tools, its figures mean nothing. */
export interface Effort {
  readonly quick: boolean;
}

/** Whether a row keeps its promise; null when there is none, or nothing was measured. */
export function isKept({ promise, ratio }: BenchRow): boolean | null {
  if (promise === undefined || ratio === null) return null;
  return promise.sense === 'at most' ? ratio <= promise.ratio : ratio >= promise.ratio;
}
