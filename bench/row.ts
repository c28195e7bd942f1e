// One line of the table that a measurement prints.

/** A figure of ours beside that of a peer, which did the same work in the same run. */
export interface BenchRow {
  readonly name: string;
  readonly ours: number | null;
  /** Null when there is nothing to compare with. */
  readonly peer: number | null;
  readonly ratio: number | null;
  /** Of `ours` and `peer`, e.g. `ms` or `deliveries/s`. */
  readonly unit: string;
  readonly peerName: string | null;
}
