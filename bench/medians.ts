// Figures: medians and paired rounds, because machines are noisy and two runs far apart do not compare.
import type { BenchRow, Quartiles } from './row.ts';

/** What a comparison adds to a row. */
export type Comparison = Pick<BenchRow, 'pairs' | 'quartiles'> & { readonly ours: number; readonly peer: number; readonly ratio: number };

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value below which the share of all values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = ascending(values);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

/** The first and the third quartile, between neighbours where they fall between two values. */
export function quartilesOf(values: readonly number[]): Quartiles {
  const sorted = ascending(values);
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const low = Math.floor(place);
    return sorted[low]! + (sorted[Math.min(low + 1, sorted.length - 1)]! - sorted[low]!) * (place - low);
  };
  return [at(0.25), at(0.75)];
}

/** Measures all sides once a round, in turns forwards and backwards: the first of a round finds colder caches. Answers each side's figures, one a round. */
export async function inRounds<Side extends string, Figure>(rounds: number, sides: Readonly<Record<Side, () => Promise<Figure>>>): Promise<Record<Side, Figure[]>> {
  const names = Object.keys(sides) as Side[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as Figure[]])) as Record<Side, Figure[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) figures[name].push(await sides[name]());
  }
  return figures;
}

/** The medians of two sides of the same rounds, and the median of the ratios of the pairs, which is what noise touches least. */
export function compare(ours: readonly number[], peer: readonly number[]): Comparison {
  if (ours.length !== peer.length || ours.length === 0) throw new Error(`${ours.length} figures of ours and ${peer.length} of the peer make no pairs`);
  const ratios = ours.map((value, i) => value / peer[i]!);
  return {
    ours: median(ours), peer: median(peer), ratio: median(ratios), pairs: ratios.length,
    quartiles: { ours: quartilesOf(ours), peer: quartilesOf(peer), ratio: quartilesOf(ratios) },
  };
}

/** Runs two measurements in turn, `rounds` times, and compares them. */
export async function paired(rounds: number, ours: () => Promise<number>, peer: () => Promise<number>): Promise<Comparison> {
  const figures = await inRounds(rounds, { ours, peer });
  return compare(figures.ours, figures.peer);
}

/** A figure that was measured several times beside a limit that was promised. */
export function beside(limit: number, values: readonly number[]): Comparison & Pick<BenchRow, 'promise'> {
  return { ...compare(values, values.map(() => limit)), promise: { sense: 'at most', ratio: 1 } };
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
