// Waiting for a fact about another process: files and process tables raise no events, so they are polled to a deadline.
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds between two looks; 20 ms costs nothing and adds little to a start of about 100 ms. */
export const POLL_INTERVAL_MS = 20;

/** Resolves to true as soon as `fact` holds, to false when `deadlineMs` milliseconds passed without it. */
export async function pollUntil(fact: () => boolean | Promise<boolean>, deadlineMs: number): Promise<boolean> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    if (await fact()) return true;
    if (performance.now() >= end) return false;
    await pause(POLL_INTERVAL_MS);
  }
}
