// Statistics of a series: a function of the points that it has now, whatever the order in which they came and were overwritten.

/** A number at an iteration. */
export interface Point {
  readonly iter: number;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * What is known of a series without its points. Numbers alone count: NaN and the infinities are kept as points and leave no trace here.
 * `first` and `last` are those of the least and the greatest iteration; the least and greatest value are given with the least iteration
 * that has them. An overwritten value counts no more.
 */
export interface SeriesStatistics {
  readonly count: number;
  /** Sum of the values; NaN when one of them is too large to be added up, and then there is no mean. */
  readonly total: number;
  readonly lastValue: number | null;
  readonly lastIter: number | null;
  readonly lastAt: number | null;
  readonly minValue: number | null;
  readonly minIter: number | null;
  readonly maxValue: number | null;
  readonly maxIter: number | null;
  readonly firstValue: number | null;
  readonly firstIter: number | null;
}

/** Values of this size and beyond are not added up: a million of them would leave the range of numbers. */
export const MAX_SUMMED = 1e295;

/** Of a series without numbers. */
export const NO_STATISTICS: SeriesStatistics = {
  count: 0, total: 0, lastValue: null, lastIter: null, lastAt: null, minValue: null, minIter: null, maxValue: null, maxIter: null, firstValue: null, firstIter: null,
};

/** The statistics with further points, none of whose iterations the series had before. */
export function withPoints(before: SeriesStatistics, points: Iterable<Point>): SeriesStatistics {
  let { count, total, lastValue, lastIter, lastAt, minValue, minIter, maxValue, maxIter, firstValue, firstIter } = before;
  for (const { iter, value, at } of points) {
    if (!Number.isFinite(value)) continue;
    count++;
    total += Math.abs(value) < MAX_SUMMED ? value : Number.NaN;
    if (lastIter === null || iter > lastIter) [lastValue, lastIter, lastAt] = [value, iter, at];
    if (firstIter === null || iter < firstIter) [firstValue, firstIter] = [value, iter];
    if (minValue === null || value < minValue || (value === minValue && iter < minIter!)) [minValue, minIter] = [value, iter];
    if (maxValue === null || value > maxValue || (value === maxValue && iter < maxIter!)) [maxValue, maxIter] = [value, iter];
  }
  return { count, total, lastValue, lastIter, lastAt, minValue, minIter, maxValue, maxIter, firstValue, firstIter };
}

/** The mean; null when there is no number, or one that is too large. */
export function meanOf({ count, total }: Pick<SeriesStatistics, 'count' | 'total'>): number | null {
  return count === 0 || Number.isNaN(total) ? null : total / count;
}

/** Whether a point takes the place of an equal one, so that nothing changes: a batch that is sent again. */
export function isSamePoint(a: Point, b: Point): boolean {
  return Object.is(a.value, b.value) && a.at === b.at;
}
