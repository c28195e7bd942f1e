// How long things took, for /metrics: counts by upper bounds, as Prometheus reads histograms.
import type { Sample } from './labelled-counter.ts';

/** Upper bounds, seconds: fine where answers should be, coarse up to the longest that is waited for. */
export const BOUNDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30] as const;

interface Counts {
  /** One for each bound, and one for all that took longer; each counted once. */
  readonly within: number[];
  sum: number;
}

/** Durations by the value of one label. */
export class DurationHistogram {
  readonly #label: string;
  readonly #counts = new Map<string, Counts>();

  constructor(label: string) {
    this.#label = label;
  }

  add(value: string, seconds: number): void {
    const counts = this.#counts.get(value) ?? this.#begin(value);
    let at = 0;
    while (at < BOUNDS.length && seconds > BOUNDS[at]!) at++;
    counts.within[at]! += 1;
    counts.sum += seconds;
  }

  #begin(value: string): Counts {
    const counts = { within: Array.from({ length: BOUNDS.length + 1 }, () => 0), sum: 0 };
    this.#counts.set(value, counts);
    return counts;
  }

  samples(): readonly Sample[] {
    return [...this.#counts].flatMap(([value, counts]) => samplesOf({ [this.#label]: value }, counts));
  }
}

function samplesOf(labels: Readonly<Record<string, string>>, { within, sum }: Counts): Sample[] {
  let count = 0;
  const buckets = within.map((each, at) => {
    count += each;
    return { suffix: '_bucket', labels: { ...labels, le: at < BOUNDS.length ? String(BOUNDS[at]) : '+Inf' }, value: count };
  });
  return [...buckets, { suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: count }];
}
