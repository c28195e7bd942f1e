// What the end of an attempt means: for the attempt, for its task, for its phase, and whether there is another try.
import type { AttemptEnd } from '../dispatch/protocol.ts';
import { eventText } from '../event/event.ts';
import type { Order } from '../task/order.ts';
import { decideRetry, type RetryCause, type RetryHistory } from '../task/retry.ts';
import type { RetryPolicy } from '../task/spec.ts';
import type { TaskStatus } from '../task/status.ts';
import type { AttemptOutcome, Failure } from './attempt.ts';
import type { PhaseState } from './phase.ts';

/** The lease of the runner is over, or its session was replaced: decided by the server, never reported. */
export type LostEnd = { readonly by: 'LOST'; readonly message: string };

/** What the decision needs to know about the task. */
export interface EndedTask {
  readonly status: TaskStatus;
  readonly order: Order | null;
  readonly retry: RetryPolicy;
  readonly history: RetryHistory;
}

/** How the attempt is closed. */
export interface AttemptClosing {
  readonly outcome: AttemptOutcome;
  readonly failure: Failure | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** At most `MAX_EVENT_TEXT` characters of JSON, because the event of the end carries it. */
  readonly message: string;
}

/** All consequences of one attempt's end. `taskStatus` null: the task is not in progress (any more) and stays as it is. */
export interface Ending {
  readonly attempt: AttemptClosing;
  readonly taskStatus: 'completed' | 'failed' | 'stopped' | 'queued' | null;
  readonly phase: PhaseState;
  /** Seconds to wait in the queue before the next attempt; null when there is none. */
  readonly againAfter: number | null;
  readonly history: RetryHistory;
}

/** Decides the consequences of an end. */
export function endingOf(end: AttemptEnd | LostEnd, task: EndedTask): Ending {
  const attempt = closingOf(end, task.order);
  // A task that has ended, or was put back to be done anew, no longer belongs to this attempt.
  if (task.status !== 'in_progress') return { attempt, taskStatus: null, phase: phaseOf(attempt), againAfter: null, history: task.history };
  const cause = causeOf(attempt);
  const retry = cause === null ? null : decideRetry(cause, task.retry, task);
  return {
    attempt,
    taskStatus: taskStatusOf(attempt, task.order, retry?.again === true),
    phase: phaseOf(attempt),
    againAfter: retry?.again === true ? retry.delaySeconds : null,
    history: historyAfter(task.history, attempt.outcome),
  };
}

/** How many attempts were lost or failed in a row once this one has ended. */
function historyAfter(history: RetryHistory, outcome: AttemptOutcome): RetryHistory {
  if (outcome === 'LOST') return { ...history, lostCount: history.lostCount + 1 };
  if (outcome === 'FAILED') return { lostCount: 0, failedCount: history.failedCount + 1 };
  return outcome === 'COMPLETED' ? { lostCount: 0, failedCount: 0 } : history;
}

function closingOf(end: AttemptEnd | LostEnd, order: Order | null): AttemptClosing {
  const none = { failure: null, exitCode: null, signal: null, message: '' };
  switch (end.by) {
    case 'EXIT':
      return end.exitCode === 0
        ? { ...none, outcome: 'COMPLETED', exitCode: 0 }
        : { ...none, outcome: 'FAILED', failure: 'EXIT', exitCode: end.exitCode, message: `exit code ${end.exitCode}` };
    case 'SIGNAL':
      return { ...none, outcome: 'FAILED', failure: 'EXIT', signal: end.signal, message: `ended by signal ${end.signal}` };
    case 'TIMEOUT':
      return { ...none, outcome: 'FAILED', failure: 'TIMED_OUT', exitCode: end.exitCode, signal: end.signal, message: 'ran longer than its time limit' };
    case 'ORDER':
      return { ...none, outcome: end.verb === 'STOP' ? 'STOPPED' : 'ABORTED', failure: end.verb === 'STOP' ? null : 'ABORTED', exitCode: end.exitCode, signal: end.signal };
    case 'INVALID':
      return { ...none, outcome: 'FAILED', failure: 'INVALID', message: eventText(end.message) };
    case 'CRASHED':
      return { ...none, outcome: 'FAILED', failure: 'CRASHED', message: eventText(end.message) };
    case 'HANDED_BACK':
      return { ...none, outcome: 'HANDED_BACK', message: eventText(end.message) };
    case 'LOST':
      return { ...none, outcome: 'LOST', failure: order === null ? 'CRASHED' : 'ABORTED', message: eventText(end.message) };
  }
}

function causeOf(attempt: AttemptClosing): RetryCause | null {
  if (attempt.outcome === 'LOST' || attempt.outcome === 'HANDED_BACK') return attempt.outcome;
  // Work that cannot be started will not start the next time either.
  return attempt.outcome === 'FAILED' && attempt.failure !== 'INVALID' ? 'FAILED' : null;
}

function taskStatusOf(attempt: AttemptClosing, order: Order | null, again: boolean): Ending['taskStatus'] {
  switch (attempt.outcome) {
    case 'COMPLETED':
      return 'completed';
    case 'STOPPED':
    case 'ABORTED':
      return 'stopped';
    case 'FAILED':
      return 'failed'; // then queued again, when the policy says so: both changes are written
    case 'HANDED_BACK':
    case 'LOST':
      if (again) return 'queued';
      return order === null ? 'failed' : 'stopped';
  }
}

function phaseOf(attempt: AttemptClosing): PhaseState {
  if (attempt.outcome === 'COMPLETED') return 'SUCCEEDED';
  return attempt.outcome === 'FAILED' || attempt.outcome === 'LOST' ? 'FAILED' : 'STOPPED';
}
