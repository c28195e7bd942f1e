// Choices that a printed seed repeats.
import { seededRandom } from '../../fault/seeded-random.ts';

/** A source of choices. */
export class Dice {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** True in that share of cases. */
  chance(of: number): boolean {
    return this.random() < of;
  }

  /** A whole number, both ends among them. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }

  one<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!;
  }

  /** Up to so many of what `make` makes. */
  many<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.whole(0, most) }, make);
  }
}
