// Whether a figure grows: a slope that a few outliers do not move.

/** One sample: seconds since the beginning, and a figure. */
export type Sample = readonly [seconds: number, value: number];

/** The median of the slopes between all pairs of samples (Theil–Sen), a second; NaN of fewer than two. A garbage collection moves it little. */
export function slopeOf(samples: readonly Sample[]): number {
  const slopes: number[] = [];
  for (const [i, [x, y]] of samples.entries()) for (const [u, v] of samples.slice(i + 1)) if (u !== x) slopes.push((v - y) / (u - x));
  const sorted = slopes.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The samples of the second half: what grows while a process warms up is not a leak. */
export function secondHalf(samples: readonly Sample[]): readonly Sample[] {
  return samples.slice(Math.floor(samples.length / 2));
}
