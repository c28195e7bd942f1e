// Up to which number nothing can be added to the log any more.
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from '../database.ts';
import { allocatedSeq } from './allocated-seq.store.ts';
import { burnXid } from './burn-xid.store.ts';
import { tailEvents } from './tail-events.store.ts';

/** Longest wait for the transactions that may hold a number, in milliseconds. */
export const SETTLE_WAIT_MS = 2_000;

/** Pause between two looks, in milliseconds. */
const SETTLE_POLL_MS = 20;

/**
 * The greatest number given out at the call, once every transaction that was under way has ended: a partition must not go while
 * somebody may still commit an event into it. Null when one lasts longer than `SETTLE_WAIT_MS`. Must run outside any transaction.
 */
export async function settledSeq(conn: Connection): Promise<number | null> {
  const seq = await allocatedSeq(conn);
  const barrier = await burnXid(conn);
  const deadline = performance.now() + SETTLE_WAIT_MS;
  while ((await tailEvents(conn, seq, 0)).xmin < barrier) {
    if (performance.now() > deadline) return null;
    await pause(SETTLE_POLL_MS);
  }
  return seq;
}
