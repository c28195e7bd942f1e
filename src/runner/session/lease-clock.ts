// The lease of a session as the runner measures it: from the SENDING of the last beat that succeeded, by a clock that never jumps.
import { after } from '../retry-delay.ts';

/** Ends by itself when it is not renewed. The server counts from its handling, so this end is never the later one. */
export class LeaseClock {
  readonly #leaseMs: number;
  readonly #onOver: () => void;
  #until: number;
  #cancel: () => void;
  #isClosed = false;

  constructor(lease: { readonly leaseMs: number; readonly sentAt: number }, onOver: () => void) {
    this.#leaseMs = lease.leaseMs;
    this.#onOver = onOver;
    this.#until = lease.sentAt + lease.leaseMs;
    this.#cancel = this.#arm();
  }

  /** The request sent at that moment (`performance.now()`) succeeded. */
  renew(sentAt: number): void {
    if (this.#isClosed) return;
    this.#until = Math.max(this.#until, sentAt + this.#leaseMs);
    this.#cancel();
    this.#cancel = this.#arm();
  }

  /** Milliseconds left; negative when it is over. */
  get leftMs(): number {
    return this.#until - performance.now();
  }

  /** Stops watching. */
  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  #arm(): () => void {
    return after(this.leftMs, this.#onOver);
  }
}
