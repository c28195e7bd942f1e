// Ports: what the inner rooms need from outside, handed in by the composition root.
import type { LoggedEvent } from './event/event.ts';

/** The time of this process, in milliseconds since 1970; leases are judged by the database's time instead. */
export interface Clock {
  now(): number;
}

/** Told after a transaction has committed, never before: rows that are now in the log, in order of `seq`. */
export type OnCommitted = (events: readonly LoggedEvent[]) => void;

/** Told after new output lines of a task were committed. */
export type OnLogged = (taskId: string) => void;

/**
 * Told that this process has come to a named point inside or just after a transaction: `<what>.before-commit`, `<what>.after-commit`.
 * It is called where a crash would be worst, so that fault tests can end the process exactly there; it must not throw.
 */
export type OnPoint = (point: string) => void;

/** The wall clock of this machine. */
export const systemClock: Clock = { now: () => Date.now() };
