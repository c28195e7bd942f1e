// Figures: medians and paired rounds, because this machine is noisy and two runs far apart do not compare.

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value below which the share of all values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

/** Runs two measurements in turn, `rounds` times, and gives the median of each and of their ratio. */
export async function paired(rounds: number, ours: () => Promise<number>, peer: () => Promise<number>): Promise<{ ours: number; peer: number; ratio: number }> {
  const pairs: [number, number][] = [];
  for (let i = 0; i < rounds; i++) {
    // The first of a pair finds colder caches: take turns.
    const oursFirst = i % 2 === 0;
    const first = await (oursFirst ? ours : peer)();
    const second = await (oursFirst ? peer : ours)();
    pairs.push(oursFirst ? [first, second] : [second, first]);
  }
  return { ours: median(pairs.map(([a]) => a)), peer: median(pairs.map(([, b]) => b)), ratio: median(pairs.map(([a, b]) => a / b)) };
}
