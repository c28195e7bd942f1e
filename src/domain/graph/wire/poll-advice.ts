// When a caller that waits for a run is told to ask again. Clients give up after a number of polls, whatever the run takes: advice spreads them.

/** What a client is told, in milliseconds. */
export interface PollAdvice {
  /** How long it is to wait. */
  readonly nextPollIn: number;
  /** Whether it is then to ask for an answer that is held until something changes. */
  readonly nextPollLong: boolean;
}

/** Polls after which clients give up. */
export const CLIENT_POLLS = 100;
/** Longest a held answer is held; clients take 30 s of silence for a fault. */
export const POLL_HOLD_MS = 20_000;
/** Up to this age of a run waiting costs no delay: one held poll follows the other, `POLL_HOLD_MS` each, 30 in all. */
export const PATIENT_MS = 600_000;

/**
 * The advice for a run of an age (since it was queued). A held poll takes its time by itself, so that the next may follow at once while the run is young;
 * later a poll takes a seventh of the age, so that 100 polls last for more than a hundred days and nobody learns of an end later than that. `isHeld`:
 * whether this poll was held, or is the answer to the submission; who does not hold is told to wait, or would be through its polls in moments.
 */
export function pollAdvice({ ageMs, isHeld }: { readonly ageMs: number; readonly isHeld: boolean }): PollAdvice {
  const age = Math.max(0, ageMs);
  if (!isHeld) return { nextPollIn: Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, Math.ceil(age * GROWTH))), nextPollLong: true };
  return { nextPollIn: age < PATIENT_MS ? 0 : Math.min(MAX_WAIT_MS, Math.max(0, Math.ceil(age * GROWTH) - POLL_HOLD_MS)), nextPollLong: true };
}

const GROWTH = 0.15;
/** Shortest wait of who does not hold. */
const MIN_WAIT_MS = 500;
/** Longest wait: timers of clients take no more than 24 days, and nobody waits for more than a day without a look. */
const MAX_WAIT_MS = 86_400_000;
