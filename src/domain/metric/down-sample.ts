// Fewer points for a picture: neighbours are put together, and their average stands for them.

/** Places of a curve, in order. */
export interface Curve {
  readonly x: readonly number[];
  /** Null stands for a value that is no number. */
  readonly y: readonly (number | null)[];
}

/** Rows as they come from the table: in the order of iterations. */
export interface CurvePoint {
  readonly x: number;
  readonly value: number;
}

/**
 * At most `samples` places (at least 1) of as many neighbours each as nearly the same number allows; the average of x, rounded to a whole
 * number, and of the values. Values that are no numbers count in no average; a place that has nothing else is null.
 */
export function downSampled(points: readonly CurvePoint[], samples: number): Curve {
  const places = Math.min(samples, points.length);
  const x: number[] = [];
  const y: (number | null)[] = [];
  for (let place = 0; place < places; place++) {
    const from = Math.floor((place * points.length) / places);
    const to = Math.floor(((place + 1) * points.length) / places);
    const part = to - from === 1 ? null : points.slice(from, to);
    x.push(part === null ? points[from]!.x : Math.round(average(part.map((point) => point.x))!));
    y.push(average(part === null ? [points[from]!.value] : part.map(({ value }) => value)));
  }
  return { x, y };
}

/** Places of all curves of one answer together. */
export const MAX_PLACES = 2_000_000;

/** Places that each of so many curves may have: as many as are asked for, fewer of very many curves, and one at least. */
export function placesEach(asked: number, curves: number): number {
  return Math.max(1, Math.min(asked, Math.floor(MAX_PLACES / curves)));
}

// Each value is divided before it is added: a sum of large ones would leave the range of numbers.
function average(values: readonly number[]): number | null {
  const numbers = values.filter((value) => Number.isFinite(value));
  if (numbers.length === 1) return numbers[0]!;
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value / numbers.length, 0);
}
