// Claims that ride in reports: what ended frees a slot, so the report that tells of it may bring the next work, in one exchange instead of two.
import { after } from '../retry-delay.ts';

/**
 * Longest time in milliseconds that a free slot waits for a report to leave: one is sent at a time, so the end that freed the slot may
 * have to wait for the answer to the last one. Eight times what a server that is not busy takes; beyond that a claim goes by itself.
 */
export const CLAIM_RIDE_MS = 25;

/** The ride of one session: one at a time, and none while a claim asks by itself, or is due to. */
export class ClaimRide {
  readonly #wanted: () => number;
  #isOpen = true;
  /** Under way: resolves with whether all was brought that was asked for. */
  #trip: PromiseWithResolvers<boolean> | null = null;
  #onBoard: ((trip: PromiseWithResolvers<boolean> | null) => void) | null = null;

  /** `wanted`: how many attempts there is room for now. */
  constructor(wanted: () => number) {
    this.#wanted = wanted;
  }

  /** For a report that is about to leave: how many attempts to ask for beside it. Unless that is 0, `arrive` must follow. */
  board(): number {
    const max = this.#isOpen && this.#trip === null ? this.#wanted() : 0;
    if (max > 0) this.#trip = Promise.withResolvers();
    this.#onBoard?.(this.#trip);
    return max;
  }

  /**
   * The report was answered, and what came with it has been taken in; or it was not. After a ride that brought too little none leaves until a claim
   * has asked by itself: one report after the other could else keep that claim waiting for rides that bring nothing.
   */
  arrive(isAll: boolean): void {
    if (this.#trip === null) return;
    this.#isOpen = isAll;
    this.#trip.resolve(isAll);
    this.#trip = null;
  }

  /** Waits for the ride under way, or for one that leaves in time when a report is to leave soon; false when a claim must ask by itself. */
  async brings({ isSoon, signal }: { readonly isSoon: boolean; readonly signal: AbortSignal }): Promise<boolean> {
    const trip = this.#trip ?? (isSoon && this.#isOpen && !signal.aborted ? await this.#boarding(signal) : null);
    return (await trip?.promise) ?? false;
  }

  /** Carries out a claim that asks by itself; not while a ride is under way, which may have left since it was asked after: both would bring work for the same slots. */
  async without(claim: () => Promise<void>): Promise<void> {
    if (this.#trip !== null) return;
    this.#isOpen = false;
    try {
      await claim();
    } finally {
      this.#isOpen = true;
    }
  }

  /** The ride that leaves with the next report; null when that takes nothing along, or does not leave in time. */
  async #boarding(signal: AbortSignal): Promise<PromiseWithResolvers<boolean> | null> {
    const { promise, resolve } = Promise.withResolvers<PromiseWithResolvers<boolean> | null>();
    const giveUp = (): void => resolve(null);
    this.#onBoard = resolve;
    signal.addEventListener('abort', giveUp);
    const cancel = after(CLAIM_RIDE_MS, giveUp);
    const trip = await promise;
    cancel();
    signal.removeEventListener('abort', giveUp);
    this.#onBoard = null;
    return trip;
  }
}
