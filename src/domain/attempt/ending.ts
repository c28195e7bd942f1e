// What the end of an attempt means: for the attempt, for its task, for its phase, and whether there is another try.
import type { AttemptEnd } from '../dispatch/protocol.ts';
import { eventText } from '../event/event.ts';
import type { Order } from '../task/order.ts';
import { decideRetry, type RetryCause, type RetryDecision, type RetryHistory } from '../task/retry.ts';
import type { Hold } from '../task/hold.ts';
import type { RetryPolicy, SpecKind } from '../task/spec.ts';
import type { TaskStatus } from '../task/status.ts';
import type { AttemptOutcome, AttemptState, Failure, Fence } from './attempt.ts';
import { holdAfterLoss, type LastStep, type LossHold } from './loss-hold.ts';
import type { PhaseState } from './phase.ts';

/** The lease of the runner is over, or its session was replaced: decided by the server, never reported. */
export type LostEnd = { readonly by: 'LOST'; readonly message: string; /** What is said of the task when it is over with it; absent = what the end itself is called. */ readonly reason?: string };

/** What the decision needs to know about the task and its attempt. */
export interface EndedTask {
  readonly kind: SpecKind;
  readonly status: TaskStatus;
  readonly order: Order | null;
  readonly hold: Hold;
  readonly retry: RetryPolicy;
  readonly history: RetryHistory;
  /** For steps: the step that is open, else the newest record of this generation that counts. */
  readonly lastStep: LastStep | null;
  /** For steps: whether the cleanup is under way because a step before it failed; what came before it must not go on. */
  readonly isFailing: boolean;
  /** Whether its run was called finished, so that nothing of it starts any more. */
  readonly isOver: boolean;
  readonly attempt: {
    readonly fence: Fence;
    readonly state: Exclude<AttemptState, 'ENDED'>;
    /** Whether it had a place in a queue to go back to; a single call had none. */
    readonly hasPlace: boolean;
  };
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

/** All consequences of one attempt's end. `taskStatus` null: the task does not belong to the attempt (any more) and stays as it is. */
export interface Ending {
  readonly attempt: AttemptClosing;
  readonly taskStatus: 'completed' | 'failed' | 'stopped' | 'queued' | null;
  readonly phase: PhaseState;
  /** Seconds to wait in the queue before the next attempt; null when there is none. */
  readonly againAfter: number | null;
  readonly history: RetryHistory;
  /** Why the task stands where it then stands, when the end itself does not say it. */
  readonly reason?: string;
  /** What it stands still for from now on when it goes back into its queue; null = as before. */
  readonly hold: LossHold | null;
}

/** Decides the consequences of an end. */
export function endingOf(end: AttemptEnd | LostEnd, task: EndedTask): Ending {
  const attempt = closingOf(end, task.order);
  const reason = end.by === 'LOST' && end.reason !== undefined ? { reason: end.reason } : {};
  const ending = { attempt, phase: phaseOf(attempt), againAfter: null, history: task.history, hold: null, ...reason };
  if (task.status === 'queued' && task.attempt.state === 'CLAIMED') return { ...ending, ...neverStarted(task) };
  // A task that has ended, or was put back to be done anew, no longer belongs to this attempt.
  if (task.status !== 'in_progress') return { ...ending, taskStatus: null };
  const again = againOf(attempt, task);
  const taskStatus = taskStatusOf(attempt, task, again.again);
  const isBack = taskStatus === 'queued' && task.kind === 'steps' && (attempt.outcome === 'LOST' || attempt.outcome === 'HANDED_BACK');
  return {
    ...ending,
    taskStatus,
    againAfter: again.again ? again.delaySeconds : null,
    history: historyAfter(task.history, attempt.outcome),
    hold: isBack ? holdAfterLoss(attempt.outcome, task) : null,
  };
}

/** What was handed out and not begun goes back to its place; what was made for one runner alone has none, and is over. */
function neverStarted({ attempt, order }: EndedTask): Pick<Ending, 'taskStatus' | 'againAfter'> {
  return attempt.hasPlace && order === null ? { taskStatus: 'queued', againAfter: 0 } : { taskStatus: 'stopped', againAfter: null };
}

/** Outside workers do again what they want to do again; a single call is never repeated. */
function againOf(attempt: AttemptClosing, task: EndedTask): RetryDecision {
  const cause = causeOf(attempt);
  if (cause === null || task.attempt.fence === 'EXTERNAL' || !task.attempt.hasPlace) return { again: false };
  if ((task.isOver && cause !== 'HANDED_BACK') || task.isFailing) return { again: false };
  return decideRetry(cause, task.retry, task);
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
    case 'DONE':
      return { ...none, outcome: 'COMPLETED' };
    case 'FAILED':
      return { ...none, outcome: 'FAILED', failure: 'EXIT', message: eventText(end.message) };
    case 'STOPPED':
      return stopped(end, order);
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

/** A stop after an iteration whose cleanup ran is a good end. Nobody may stop by himself: then something is wrong with the runner. */
function stopped(end: Extract<AttemptEnd, { by: 'STOPPED' }>, order: Order | null): AttemptClosing {
  const none = { failure: null, exitCode: null, signal: null };
  if (order === null) return { ...none, outcome: 'FAILED', failure: 'CRASHED', message: eventText(`its runner stopped it although nobody had told it to: ${end.message}`) };
  const isDone = end.after === 'ITERATION' && end.cleanup === 'RAN';
  return { ...none, outcome: isDone ? 'COMPLETED' : 'STOPPED', message: eventText(end.message) };
}

function causeOf(attempt: AttemptClosing): RetryCause | null {
  if (attempt.outcome === 'LOST' || attempt.outcome === 'HANDED_BACK') return attempt.outcome;
  // Work that cannot be started will not start the next time either.
  return attempt.outcome === 'FAILED' && attempt.failure !== 'INVALID' ? 'FAILED' : null;
}

function taskStatusOf(attempt: AttemptClosing, task: EndedTask, again: boolean): Ending['taskStatus'] {
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
      // Of an outside worker we only know that it is silent; its work may well have been done.
      if (task.order !== null || task.attempt.fence === 'EXTERNAL') return 'stopped';
      // What is handed back has not failed, unless one of its steps had before.
      return attempt.outcome === 'LOST' || task.isFailing ? 'failed' : 'stopped';
  }
}

function phaseOf(attempt: AttemptClosing): PhaseState {
  if (attempt.outcome === 'COMPLETED') return 'SUCCEEDED';
  return attempt.outcome === 'FAILED' || attempt.outcome === 'LOST' ? 'FAILED' : 'STOPPED';
}
