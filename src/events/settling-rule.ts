// What the tail needs from a rule that decides which rows of the log are settled.
import type { LoggedEvent } from '../domain/event/event.ts';
import type { Connection } from '../store/database.ts';
import { type TailReading, tailEvents } from '../store/event/tail-events.store.ts';
import { Horizon } from './horizon.ts';

/** Every number up to `upTo` was allocated by a transaction whose id is below `xid`. */
export interface Barrier {
  readonly upTo: number;
  readonly xid: bigint;
}

/** Decides, without any I/O, what may be delivered. `now` is in milliseconds of a clock that never goes back. */
export interface SettlingRule {
  /** The horizon: every event up to this number has been given out or will never exist. */
  readonly at: number;
  /** The greatest number of a row that was ever seen, settled or waiting; never below `at`. */
  readonly known: number;
  /** Whether known rows wait behind a missing number. */
  readonly waiting: boolean;
  /** Rows that this process has committed itself; gives what is settled by them, in order. */
  offer(rows: readonly LoggedEvent[], now: number): readonly LoggedEvent[];
  /** A look at the log; gives what is settled by it, in order. */
  read(reading: TailReading, now: number): readonly LoggedEvent[];
  /** Everything up to `floor`, above the horizon, has been forgotten: the horizon moves there, and nothing below is given out any more. */
  overtaken(floor: number): void;
  /** The `upTo` of a barrier that is needed now, or null. Ask before the transaction id is taken, never after. */
  barrierWanted(now: number): number | null;
  /** The transaction id for a barrier that was wanted. */
  barrierTaken(barrier: Barrier): void;
  /** Milliseconds for which rows have been waiting behind the first missing number; null when none wait. */
  holeAge(now: number): number | null;
}

/** How a tail reads the log and judges what it read; the regression tests put wrong ones in this place. */
export interface TailStrategy {
  read(conn: Connection, horizon: number, limit: number): Promise<TailReading>;
  /** The rule of a tail that starts with everything up to `at` settled. */
  rule(at: number): SettlingRule;
}

/** The strategy in use: one-snapshot reads and the hole rule. */
export const holeStrategy: TailStrategy = { read: tailEvents, rule: (at) => new Horizon(at) };
