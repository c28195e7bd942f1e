// Placement: which ranks items get so that they stand exactly where they are wanted.
import { compareStanding, spreadRanks, type Standing } from './rank.ts';

/** What stands around the wanted place, within one priority and without the items that are placed. */
export interface Gap {
  /** The priority that the items adopt. */
  readonly priority: number;
  /** The last one before the place; null when nothing of this priority stands there. */
  readonly before: Standing | null;
  /** Those behind the place, nearest first; perhaps not all of them. */
  readonly behind: readonly Standing[];
  /** Whether `behind` is all that stands behind the place in this priority. */
  readonly whole: boolean;
}

/** What to write: ranks for the items and, when there was no room, for the first of those behind them, whose order stays. */
export interface Placement {
  /** Ranks for the items followed by the shifted ones; null = fresh ranks at the end, in the same order. */
  readonly ranks: readonly number[] | null;
  readonly shifted: readonly Standing[];
}

/** Least distance that a renumbering leaves between neighbours, so that the next moves to the same place need none. */
export const ROOMY = 2 ** 10;

/** Ranks for `n` items in a gap, with as few others shifted as leaves room; null when more of what stands behind must be known first. */
export function placementIn(gap: Gap, n: number): Placement | null {
  const { before, behind, whole } = gap;
  for (let shifted = 0; shifted <= behind.length; shifted = shifted === 0 ? 1 : shifted * 2) {
    const after = behind[shifted];
    if (after === undefined) break;
    const ranks = spreadRanks({ before: before?.rank ?? null, after: after.rank }, { n: n + shifted, distance: shifted === 0 ? 1 : ROOMY });
    if (ranks) return { ranks, shifted: behind.slice(0, shifted) };
  }
  if (!whole) return null;
  // The end of a priority is open: fresh ranks lie behind every one there is.
  return { ranks: null, shifted: behind };
}

/** Whether the items stand in the gap already, in this order: then nothing is to be done. */
export function standsIn(gap: Gap, items: readonly Standing[]): boolean {
  const row = [gap.before, ...items, gap.behind[0]].filter((one) => one != null);
  return items.every((item) => item.priority === gap.priority) && row.every((one, i) => i === 0 || compareStanding(row[i - 1]!, one) < 0);
}

/**
 * The item before which others are to stand so that `index` items are before them, in a line from which they are left out.
 * `rows` is the whole line from the place `index` on, at least one more than there are others; null = nothing, it is the end.
 */
export function standingAt(index: number, rows: readonly Standing[], others: readonly Standing[]): Standing | null {
  const left = new Set(others.map((other) => other.id));
  const at = rows.find((row, i) => !left.has(row.id) && index + i - others.filter((other) => compareStanding(other, row) < 0).length === index);
  return at ?? null;
}
