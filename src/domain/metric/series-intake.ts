// What a batch does to one series of numbers: which of its points are new, which take the place of others, and what is known of the series afterwards.
import { MAX_SERIES_POINTS } from './metric-kind.ts';
import { isSamePoint, type Point, type SeriesStatistics, withPoints } from './series-statistics.ts';

/** A point with the number that orders everything written to its owner. */
export interface NumberedPoint extends Point {
  readonly n: number;
}

/** What a series has before a batch. */
export interface SeriesBefore extends SeriesStatistics {
  readonly entries: number;
  readonly topIter: number | null;
}

/** What becomes of a batch. */
export interface SeriesIntake {
  /** Points at iterations that the series did not have, in their order. */
  readonly fresh: readonly NumberedPoint[];
  /** Points that differ from those at their iterations, in their order. */
  readonly changed: readonly NumberedPoint[];
  /** The statistics afterwards; null when they have to be counted anew, because values that they rest on are no more. */
  readonly statistics: SeriesStatistics | null;
}

/** Whether a point of this iteration may be there already: those beyond the greatest one cannot. */
export function mayExist({ topIter }: Pick<SeriesBefore, 'topIter'>, iter: number): boolean {
  return topIter !== null && iter <= topIter;
}

/** Splits the points of a batch, each of its own iteration; `old` has those that were found at the iterations that may exist. Null when the series would become too long. */
export function intakeOf(before: SeriesBefore, points: Iterable<NumberedPoint>, old: ReadonlyMap<number, Point> | undefined): SeriesIntake | null {
  const fresh: NumberedPoint[] = [];
  const changed: NumberedPoint[] = [];
  for (const point of points) {
    const there = old?.get(point.iter);
    if (there === undefined) fresh.push(point);
    else if (!isSamePoint(there, point)) changed.push(point);
  }
  if (before.entries + fresh.length > MAX_SERIES_POINTS) return null;
  const inOrder = (a: NumberedPoint, b: NumberedPoint): number => a.iter - b.iter;
  fresh.sort(inOrder);
  changed.sort(inOrder);
  return { fresh, changed, statistics: changed.length === 0 ? withPoints(before, fresh) : null };
}
