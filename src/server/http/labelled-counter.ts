// A counter with labels for /metrics. Labels come from closed sets of ours: a text of a caller would make a new series each time.

/** One value of a figure, with what tells it from the others of the same name. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Behind the name of the figure, such as `_bucket`. @default '' */
  readonly suffix?: string;
}

/** Counts from 0 at the start of the process, by the values of its labels. */
export class LabelledCounter {
  readonly #labels: readonly string[];
  readonly #counts = new Map<string, { values: readonly string[]; count: number }>();

  constructor(labels: readonly string[]) {
    this.#labels = labels;
  }

  /** One more of these values, in the order of the labels. */
  add(...values: readonly string[]): void {
    const key = values.join('\n');
    const known = this.#counts.get(key);
    if (known) known.count += 1;
    else this.#counts.set(key, { values, count: 1 });
  }

  samples(): readonly Sample[] {
    return [...this.#counts.values()].map(({ values, count }) => ({ labels: Object.fromEntries(this.#labels.map((label, at) => [label, values[at] ?? ''])), value: count }));
  }
}
