// What the processes of the latency measurement say to each other.

/** Write one row and commit it. */
export interface LatencyOrder {
  readonly type: 'write';
}

/** Places on the clock that all processes of a machine share (`process.hrtime`), in nanoseconds as text. */
export interface LatencyReport {
  /** At the start: where it listens. */
  readonly port?: number;
  /** When the COMMIT was sent, with whatever is sent together with it, and when it was answered. */
  readonly sent?: string;
  readonly answered?: string;
}

/** The clock of this machine that only goes forward. */
export function clockNow(): string {
  return String(process.hrtime.bigint());
}
