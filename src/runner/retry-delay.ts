// Waiting between two tries: jittered, doubling, and ended early by an abort.
import { setTimeout as sleep } from 'node:timers/promises';

/** First and longest wait between two tries, in milliseconds. */
export interface DelayLimits {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Waits for a silent server: short enough to come back well within a lease of 20 s, long enough not to hammer one that starts. */
export const SERVER_DELAY: DelayLimits = { firstMs: 100, maxMs: 2_000 };

/** A series of waits. */
export interface RetryDelay {
  /** Milliseconds to wait before the next try: half to all of a doubling figure, so that many runners do not come at once. */
  next(): number;
  /** Starts again with the shortest wait, after a success. */
  reset(): void;
}

/** A new series within the limits. */
export function retryDelay(limits: DelayLimits = SERVER_DELAY): RetryDelay {
  let ms = limits.firstMs;
  return {
    next() {
      const now = ms;
      ms = Math.min(ms * 2, limits.maxMs);
      return now * (0.5 + Math.random() / 2);
    },
    reset() {
      ms = limits.firstMs;
    },
  };
}

/** Waits that long, or until the signal is aborted; never rejects. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(Math.min(Math.max(ms, 0), MAX_TIMER_MS), undefined, signal ? { signal } : {});
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

/** Longest time one timer of Node can wait, in milliseconds (2^31 - 1); a longer one would fire at once. */
export const MAX_TIMER_MS = 2_147_483_647;

/** Calls back after that long, also when it is longer than one timer can wait; the answer cancels it. */
export function after(ms: number, call: () => void): () => void {
  const end = performance.now() + ms;
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const left = end - performance.now();
    timer = setTimeout(left > MAX_TIMER_MS ? arm : call, Math.min(Math.max(left, 0), MAX_TIMER_MS));
  };
  arm();
  return () => clearTimeout(timer);
}
