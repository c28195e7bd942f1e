// Places that the holders of one key share: how many of something each key may have at the same time.

/** Counts by key, up to one limit for each. */
export class KeyPlaces {
  readonly #limit: number;
  readonly #taken = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many each key may have. */
  get limit(): number {
    return this.#limit;
  }

  /** Keys that have places now. */
  get size(): number {
    return this.#taken.size;
  }

  /** Takes a place of the key; null when it has none left, else what gives the place back, however often it is called. */
  take(key: string): (() => void) | null {
    const taken = this.#taken.get(key) ?? 0;
    if (taken >= this.#limit) return null;
    this.#taken.set(key, taken + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#giveBack(key);
    };
  }

  #giveBack(key: string): void {
    const left = (this.#taken.get(key) ?? 0) - 1;
    if (left > 0) this.#taken.set(key, left);
    else this.#taken.delete(key);
  }
}
