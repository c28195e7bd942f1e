// How much of the process's memory bodies of calls may take together.

/** Bodies of the largest size that may be held at a time. */
export const MAX_LARGEST_BODIES = 4;

/** Counts the bytes of bodies that are being read or worked on. */
export class BodyBudget {
  readonly #most: number;
  #taken = 0;

  /** @param most bytes of all bodies together */
  constructor(most: number) {
    this.#most = most;
  }

  /** Bytes taken now. */
  get taken(): number {
    return this.#taken;
  }

  /** Counts bytes until they are given back; false when there is no room for them. */
  take(bytes: number): boolean {
    if (this.#taken + bytes > this.#most) return false;
    this.#taken += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#taken -= bytes;
  }
}
