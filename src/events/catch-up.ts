// Learning of everything that is committed: one server of several hears of another's commits a moment after they were answered.
import type { Hub } from './hub.ts';
import type { Tail } from './tail.ts';

/**
 * A reader is kept waiting this long at most, in milliseconds, for what is committed but not settled. Most holes are gone after 20 ms;
 * one behind which somebody's long transaction stands may last, and a reader is better served with what there is and where it goes on.
 */
export const CATCH_UP_MS = 1_000;

/** Where a server stands in the log. */
export interface LogPlace {
  /** Everything up to here has been handed out. */
  readonly settled: number;
  /** Where the log ended when it was asked; above `settled` when an older transaction, or a log that cannot be read, holds it up. */
  readonly known: number;
}

/** Brings a server level with the log. */
export type CatchUp = (atLeast?: number) => Promise<LogPlace>;

/**
 * Resolves when everything that was committed before the call, on whatever server, and everything up to `atLeast`, has been handed out
 * here; after `CATCH_UP_MS` with what there is. Never rejects. Costs one statement, shared by all that ask at the same time.
 */
export async function catchUp({ tail, hub }: { readonly tail: Tail; readonly hub: Hub }, atLeast = 0): Promise<LogPlace> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), CATCH_UP_MS);
  try {
    await tail.readAfresh(limit.signal);
    const wanted = Math.max(tail.known, atLeast);
    await hub.reached(wanted, limit.signal);
    // No further than was wanted: under load the log has grown meanwhile, and readers would run after it.
    return { settled: Math.min(wanted, hub.position), known: wanted };
  } finally {
    clearTimeout(timer);
  }
}
