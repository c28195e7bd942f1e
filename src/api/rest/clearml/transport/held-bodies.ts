// How much of the process's memory bodies of calls may take together.

/** Bodies of the largest size that may be held at a time; what is parsed of them takes a multiple of that. */
export const MAX_HELD_BODIES = 8;

/** Counts the bytes of bodies that are being read or worked on. */
export class HeldBodies {
  readonly #most: number;
  #held = 0;

  /** @param most bytes of all of them together */
  constructor(most: number) {
    this.#most = most;
  }

  /** Bytes held now. */
  get held(): number {
    return this.#held;
  }

  /** Counts bytes as held until they are given back; false when there is no room for them. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#most) return false;
    this.#held += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#held -= bytes;
  }
}
