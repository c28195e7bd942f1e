// The names that are there at a step: columns of the samples, and what the steps before it have set.

/** Where a name comes from: SAMPLE from a column, SET by a step or as an argument of a nested workflow. */
export type NameOrigin = 'SAMPLE' | 'SET';

/** Names at one place, growing from step to step. */
export class NameScope {
  readonly #own: Map<string, NameOrigin>;
  readonly #missing: (name: string) => string | null;
  // A branch looks further up instead of copying: thousands of branches over thousands of names would be millions of copies.
  #outer: NameScope | null = null;

  /** `missing` says what is wrong with a name that is not there; null when it may still come. */
  constructor(names: Iterable<readonly [string, NameOrigin]>, missing: (name: string) => string | null) {
    this.#own = new Map(names);
    this.#missing = missing;
  }

  origin(name: string): NameOrigin | null {
    return this.#own.get(name) ?? this.#outer?.origin(name) ?? null;
  }

  /** What is wrong with the use of a name here, or null. */
  fault(name: string): string | null {
    return this.origin(name) === null ? this.#missing(name) : null;
  }

  set(names: Iterable<string>): void {
    for (const name of names) this.#own.set(name, 'SET');
  }

  /** The names of a branch that may or may not be taken: what it sets stays its own until it is adopted. */
  branch(): NameScope {
    const branch = new NameScope([], this.#missing);
    branch.#outer = this;
    return branch;
  }

  /** Takes over what a branch of this scope has set: it may be there from now on. */
  adopt(branch: NameScope): void {
    for (const [name, origin] of branch.#own) this.#own.set(name, origin);
  }
}
