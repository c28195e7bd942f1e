// Denied attempts: which errors are ones, and how many of them are written down.
import type { Actor } from '../access.ts';
import { DomainError } from '../errors.ts';

/** Denied attempts of one actor that are written down one by one within a minute; those beyond are counted and become one entry. */
export const MAX_DENIALS_PER_MINUTE = 30;

/** Length of the minute, in milliseconds. */
export const DENIAL_WINDOW_MS = 60_000;

/**
 * Whether an error means that the caller may not do this, rather than that it asked wrongly. What is hidden from those who have only
 * some projects is answered as if it did not exist: for them NOT_FOUND may be a denial, and is taken for one.
 */
export function isDenial(error: unknown, actor: Actor): error is DomainError {
  if (!(error instanceof DomainError)) return false;
  return error.code === 'FORBIDDEN' || error.code === 'LOCKED' || (error.code === 'NOT_FOUND' && actor.grants !== null);
}

/** Denied attempts of one actor within the minute that began at `since`. */
export interface DenialCount {
  readonly since: number;
  readonly written: number;
  /** Not written down yet. */
  readonly beyond: number;
}

/** What becomes of an attempt at a time: whether it is written down, and what is remembered. Those that were beyond in a minute that is over are due. */
export function countDenial(count: DenialCount | null, at: number): { readonly write: boolean; readonly count: DenialCount } {
  if (count === null || isOver(count, at)) return { write: true, count: { since: at, written: 1, beyond: 0 } };
  if (count.written < MAX_DENIALS_PER_MINUTE) return { write: true, count: { ...count, written: count.written + 1 } };
  return { write: false, count: { ...count, beyond: count.beyond + 1 } };
}

/** Whether the minute of a count is over; a clock that was set back ends it, too. */
export function isOver(count: DenialCount, at: number): boolean {
  return at < count.since || at - count.since >= DENIAL_WINDOW_MS;
}
