// Where a tail begins: the number up to which the log is settled when a process starts.
import type { Connection } from '../store/database.ts';
import { allocatedSeq } from '../store/event/allocated-seq.store.ts';
import { burnXid } from '../store/event/burn-xid.store.ts';
import { tailEvents } from '../store/event/tail-events.store.ts';
import { abortablePause } from './abortable-pause.ts';
import type { RoomLog } from './room-log.ts';

/** Pause between two looks at xmin while the start waits for older transactions, in milliseconds. */
export const START_POLL_MS = 20;

/** A start that waits longer than this says so, and again after each such time, in milliseconds. */
export const START_REPORT_MS = 5_000;

/**
 * Takes the greatest allocated number, then a transaction id, and waits until all older transactions have ended:
 * from then on nothing at or below that number can appear. A long transaction of anybody else on the same server
 * holds the start up for its length. Gives up with an error when the signal fires.
 */
export async function firstHorizon(db: Connection, options: { log: RoomLog; signal: AbortSignal }): Promise<number> {
  const { log, signal } = options;
  const seq = await allocatedSeq(db);
  const barrier = await burnXid(db);
  let reported = performance.now();
  while ((await tailEvents(db, seq, 0)).xmin < barrier) {
    if (signal.aborted) throw new Error('the event room was closed before its log was settled');
    if (performance.now() - reported > START_REPORT_MS) {
      reported = performance.now();
      log.warn({ barrier: String(barrier) }, 'events wait for an older transaction to end: see pg_stat_activity, oldest backend_xid');
    }
    await abortablePause(START_POLL_MS, signal);
  }
  return seq;
}
