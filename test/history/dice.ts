// Choices from a seed, so that a seed tells the operations again (not how they meet).
import { seededRandom } from '../fault/seeded-random.ts';

/** Whole numbers and choices. */
export class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seededRandom(seed);
  }

  /** A whole number below `n`. */
  below(n: number): number {
    return Math.floor(this.#next() * n);
  }

  /** One of a list. */
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}
