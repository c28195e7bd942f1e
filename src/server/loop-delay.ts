// How late the event loop of this process is.
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Time between two samples, ms. */
const RESOLUTION_MS = 10;
const NANOSECONDS = 1e9;

// One for the process, because there is one loop; it begins with the first look, so that nobody pays for it who never looks.
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

/** Seconds by which the latest hundredth of all samples since the last look were late; 0 when there is none. */
export function takeLoopDelay(): number {
  const late = delay.enable() ? 0 : Math.max(0, delay.percentile(99) / NANOSECONDS - RESOLUTION_MS / 1_000);
  delay.reset();
  return late;
}
