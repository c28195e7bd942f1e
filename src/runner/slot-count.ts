// The places for attempts of one runner, over all its sessions: one that was dropped holds its place until its processes are gone.
import { Wakeup } from './wakeup.ts';

/** Counts places in use. */
export class SlotCount {
  /** Rung whenever a place becomes free. */
  readonly freed = new Wakeup();
  readonly #total: number;
  #busy = 0;
  #onAllFree: (() => void)[] = [];

  constructor(total: number) {
    this.#total = total;
  }

  get free(): number {
    return this.#total - this.#busy;
  }

  take(): void {
    this.#busy += 1;
  }

  give(): void {
    this.#busy -= 1;
    this.freed.ring();
    if (this.#busy === 0) for (const call of this.#onAllFree.splice(0)) call();
  }

  /** Resolves when no place is in use. */
  async allFree(): Promise<void> {
    if (this.#busy > 0) await new Promise<void>((resolve) => this.#onAllFree.push(resolve));
  }
}
