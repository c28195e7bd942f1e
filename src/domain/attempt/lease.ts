// Leases: how long a runner may believe that its attempts are its own.

/** Settings of leases, in seconds. */
export interface LeaseSettings {
  readonly leaseSeconds: number;
  readonly beatSeconds: number;
}

/** What is wrong with such settings, or null: at least two beats must fit into a lease, or one lost packet loses the work. */
export function leaseFault(settings: LeaseSettings): string | null {
  if (!Number.isFinite(settings.beatSeconds) || !Number.isFinite(settings.leaseSeconds)) return 'lease and beat must be numbers of seconds';
  if (settings.beatSeconds <= 0) return 'the beat must be longer than 0 seconds';
  return settings.beatSeconds * 2 > settings.leaseSeconds ? 'the lease must be at least twice as long as the beat' : null;
}

/**
 * The moment until which a runner owns its attempts, on its own monotonic clock in milliseconds.
 * It counts from the sending of a beat that was answered; the server counts from the handling, which is later,
 * so a runner always gives up before the server gives its work to another.
 */
export function leaseEnd(sentAt: number, leaseSeconds: number): number {
  return sentAt + leaseSeconds * 1_000;
}
