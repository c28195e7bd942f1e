// When a delivery is tried again, when it is given up, and when its webhook is switched off.

/** Attempts of one delivery at most. */
export const MAX_DELIVERY_ATTEMPTS = 12;
/** Longest time from the making of a delivery to its last attempt, seconds: three days. */
export const MAX_DELIVERY_SECONDS = 259_200;
/** Seconds for which nothing has come through when a webhook is switched off: five days. */
export const SWITCH_OFF_SECONDS = 432_000;
/** Pause behind the first attempt, and the longest one, seconds. */
export const FIRST_PAUSE_SECONDS = 5;
export const LONGEST_PAUSE_SECONDS = 21_600;
const GROWTH = 3;
/** A pause is this share longer or shorter, by chance: addresses that were away are not met by all at once. */
export const PAUSE_JITTER = 0.2;
/** The answer by which an address says that it is gone for good. */
const GONE = 410;

/** What an attempt came to: the status of the answer, or null and why there was none. `retryAfter` in seconds, as the answer asked. */
export interface AttemptFailure {
  readonly statusCode: number | null;
  readonly retryAfter: number | null;
}

/** RETRY after so many seconds, or GIVE_UP. */
export type DeliveryPlan = { readonly kind: 'RETRY'; readonly afterSeconds: number } | { readonly kind: 'GIVE_UP' };

/** Whether an answer means that the message was taken. Redirects are not followed, and so count as refusals. */
export function isTaken(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300;
}

/** What follows a failed attempt, the `attempts`th, of a delivery that is `ageSeconds` old; `chance` from 0 to 1. */
export function planDelivery(failure: AttemptFailure, delivery: { readonly attempts: number; readonly ageSeconds: number }, chance: number): DeliveryPlan {
  const { attempts, ageSeconds } = delivery;
  if (failure.statusCode === GONE || attempts >= MAX_DELIVERY_ATTEMPTS) return { kind: 'GIVE_UP' };
  const pause = Math.min(FIRST_PAUSE_SECONDS * GROWTH ** Math.max(0, attempts - 1), LONGEST_PAUSE_SECONDS);
  const asked = Math.min(Math.max(0, failure.retryAfter ?? 0), LONGEST_PAUSE_SECONDS);
  const afterSeconds = Math.max(pause * (1 - PAUSE_JITTER + 2 * PAUSE_JITTER * chance), asked);
  return ageSeconds + afterSeconds > MAX_DELIVERY_SECONDS ? { kind: 'GIVE_UP' } : { kind: 'RETRY', afterSeconds };
}

/** Why a webhook is switched off behind a failure; null = it is not. */
export function switchOffReason(failure: AttemptFailure, failingSeconds: number): string | null {
  if (failure.statusCode === GONE) return 'its address answered 410: it is gone for good';
  return failingSeconds >= SWITCH_OFF_SECONDS ? 'nothing has come through for five days' : null;
}

/** Seconds that a `Retry-After` header asks for; null for none, and for dates, which clocks would have to agree on. */
export function retryAfterOf(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,9}$/.test(header.trim()) ? Number(header) : null;
}
