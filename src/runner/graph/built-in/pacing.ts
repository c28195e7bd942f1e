// Long loops in pieces: between two pieces the process hears whether the run is to end, and other nodes get their turn.
import { setImmediate } from 'node:timers/promises';

/** Pixels between two breaths: 1 to 30 ms of the loops here. */
const BAND_PIXELS = 1_000_000;

/** The rows that a loop goes over. */
export interface Rows {
  readonly width: number;
  readonly height: number;
  /** How many times a row is gone over in one go. @default 1 */
  readonly passes?: number;
}

/** Calls `work` for rows `from` up to `to` (not included), top to bottom. Rejects with the signal's reason when it is aborted. */
export async function inBands(rows: Rows, signal: AbortSignal, work: (from: number, to: number) => void): Promise<void> {
  const band = Math.max(1, Math.floor(BAND_PIXELS / (Math.max(1, rows.width) * (rows.passes ?? 1))));
  signal.throwIfAborted();
  for (let from = 0; from < rows.height; from += band) {
    if (from > 0) await breathe(signal);
    work(from, Math.min(rows.height, from + band));
  }
}

/** Lets whatever waits have its turn, then goes on unless the run is to end. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}
