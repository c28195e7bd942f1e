// Gathering: calls that come while others are under way are carried out together by the next transaction. A call that finds nothing
// under way starts with the end of this turn of the event loop, so an idle server is not slowed down; a busy one commits less often.

/** How much is gathered. */
export interface GatheringLimits<In> {
  /** Transactions under way at the same time. */
  readonly width: number;
  /** Calls of one transaction at most. */
  readonly most: number;
  /** Calls with the same key are never in one transaction. @default all may be */
  readonly keyOf?: (input: In) => string;
  /** What is carried out together weighs no more than this, but for one call alone: large ones gain nothing by waiting for each other. */
  readonly weight?: { readonly most: number; readonly of: (input: In) => number };
}

/** Carries out calls together; gives for each its result, or the error that is this call's alone. */
export type Carry<In, Out> = (inputs: readonly In[]) => Promise<readonly (Out | Error)[]>;

interface Waiting<In, Out> {
  readonly input: In;
  readonly resolve: (value: Out) => void;
  readonly reject: (error: unknown) => void;
}

/** One line of calls. */
export class Gathering<In, Out> {
  #waiting: Waiting<In, Out>[] = [];
  #underWay = 0;
  #isDue = false;
  readonly #carry: Carry<In, Out>;
  readonly #limits: GatheringLimits<In>;

  constructor(carry: Carry<In, Out>, limits: GatheringLimits<In>) {
    this.#carry = carry;
    this.#limits = limits;
  }

  /** Resolves or rejects as if the call had been alone. */
  call(input: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, resolve, reject });
      this.#schedule();
    });
  }

  /**
   * Not at once: those whose calls have just been answered together ask for more in this same turn. The first of them would otherwise
   * go alone and let the others wait for it: 1.6 calls a transaction instead of 4 with eight callers.
   */
  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#next();
    });
  }

  #next(): void {
    while (this.#underWay < this.#limits.width && this.#waiting.length > 0) {
      this.#underWay += 1;
      void this.#carryOut(this.#take()).finally(() => {
        this.#underWay -= 1;
        this.#schedule();
      });
    }
  }

  /** The first calls of the line, but no two of one key, and no more than may weigh so much. */
  #take(): readonly Waiting<In, Out>[] {
    const { most, keyOf, weight } = this.#limits;
    const keys = new Set<string>();
    const taken: Waiting<In, Out>[] = [];
    let weighs = 0;
    let isFull = false;
    this.#waiting = this.#waiting.filter((one) => {
      const key = keyOf?.(one.input);
      if (key !== undefined && keys.has(key)) return true;
      weighs += weight?.of(one.input) ?? 0;
      // Full is full: a light call that overtook a heavy one could keep it waiting for ever.
      isFull ||= taken.length >= most || (taken.length > 0 && weight !== undefined && weighs > weight.most);
      if (isFull) return true;
      if (key !== undefined) keys.add(key);
      taken.push(one);
      return false;
    });
    return taken;
  }

  async #carryOut(calls: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const results = await this.#carry(calls.map((one) => one.input));
      calls.forEach((one, i) => settle(one, results[i]!));
    } catch (error) {
      // One call must not fail the others: each is tried alone, and gets its own error.
      if (calls.length === 1) calls[0]!.reject(error);
      else await Promise.all(calls.map((one) => this.#carryOut([one])));
    }
  }
}

function settle<In, Out>(call: Waiting<In, Out>, result: Out | Error): void {
  if (result instanceof Error) call.reject(result);
  else call.resolve(result);
}
