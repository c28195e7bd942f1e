// How much longer a run is likely to take, judged by those before it.

/** Least and greatest number of milliseconds that are left; both null when nobody knows. */
export type RunEta = readonly [low: number, high: number] | readonly [null, null];

/** Fewest runs that say anything. */
export const MIN_ETA_RUNS = 3;

/**
 * What is left, from the times that earlier runs took (milliseconds; from the queue for a run that waits, from the start for one that has begun) and the time
 * that this one has taken. Only those that took longer still say anything: the middle four fifths of what was left of them then.
 */
export function runEta(times: readonly number[], elapsedMs: number): RunEta {
  const left = times.filter((time) => time > elapsedMs).map((time) => time - elapsedMs).sort((a, b) => a - b);
  if (left.length < MIN_ETA_RUNS) return [null, null];
  return [Math.floor(left[Math.floor((left.length - 1) * 0.1)]!), Math.ceil(left[Math.ceil((left.length - 1) * 0.9)]!)];
}
