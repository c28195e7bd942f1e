// Work of outside workers, which we do not run and which present no epoch: what their calls mean for a task, and how their attempts end.
import type { AttemptEnd } from '../dispatch/protocol.ts';
import type { Order } from '../task/order.ts';
import type { TaskState } from '../task/situation.ts';
import type { SpecKind } from '../task/spec.ts';
import { hasSucceeded, TASK_STATUSES, type TaskStatus } from '../task/status.ts';
import { DEVELOPMENT_TAG } from '../task/content/tag-rule.ts';
import { decideMove } from '../task/status-move.ts';
import type { Via } from '../task/transition.ts';
import type { RefusalCode, Verdict } from '../task/verdict.ts';
import type { AttemptOutcome, AttemptState, Failure, Fence } from './attempt.ts';
import type { LostEnd } from './ending.ts';
import type { PhaseState } from './phase.ts';

/** Kinds of work that outside workers can do. Devices and graphs are never left to somebody whose silence we cannot tell from work. */
export const OUTSIDE_KINDS: readonly SpecKind[] = ['command'];

/** Statuses that an outside worker may report. */
export const OUTSIDE_ENDS = ['completed', 'failed', 'stopped'] as const;
/** A status that an outside worker may report. */
export type OutsideEnd = (typeof OUTSIDE_ENDS)[number];

/** A status in which a task has come to its end, whoever says so. */
export type FinalStatus = Exclude<TaskStatus, 'created' | 'queued' | 'in_progress'>;

/** A status that a task which is taken from its queue, or from its hand-out, may get: it is given back, it is begun, or it is over. */
export type DequeueStatus = Exclude<TaskStatus, 'queued'>;
/** Every such status. */
export const DEQUEUE_STATUSES: readonly DequeueStatus[] = TASK_STATUSES.filter((status): status is DequeueStatus => status !== 'queued');

/**
 * What the caller has to do with the task. HOLDS: the live attempt is its own. LAPSED: it was handed the task and took too long to
 * start it. REVOKED: it was handed the task, and a person ended that before it was started. NONE: neither.
 */
export type CallerStanding = 'HOLDS' | 'LAPSED' | 'REVOKED' | 'NONE';

/** The newest attempt that a caller has had at a task. */
export interface CallersAttempt {
  readonly state: AttemptState;
  readonly started: boolean;
  readonly outcome: AttemptOutcome | null;
}

/** The standing of a caller by its newest attempt at the task. */
export function standingOf(newest: CallersAttempt | null): CallerStanding {
  if (newest === null) return 'NONE';
  if (newest.state !== 'ENDED') return 'HOLDS';
  if (newest.started) return 'NONE';
  return newest.outcome === 'HANDED_BACK' ? 'LAPSED' : 'REVOKED';
}

/**
 * The standing of a caller that may have called under another name when it was handed the task: agents tell the name of their machine
 * with one call and a name of their own with the next, and the programs that they start tell a third. What is handed out to a worker
 * of the same user, and has not begun, is the caller's, unless its own name was too late for it.
 */
export function standingAmong(own: CallersAttempt | null, ofUser: CallersAttempt | null): CallerStanding {
  const standing = standingOf(own);
  if (standing !== 'NONE') return standing;
  return ofUser?.state === 'CLAIMED' ? 'HOLDS' : 'NONE';
}

/** A task as the call of an outside worker finds it. */
export interface OutsideView {
  readonly task: TaskState;
  readonly specKind: SpecKind;
  readonly caller: CallerStanding;
  readonly runEnded: boolean;
  readonly runPaused: boolean;
  /** The caller insists: any change of status is allowed. */
  readonly force: boolean;
}

/** What an accepted start does. BEGIN: a new attempt; TAKE_UP: the one that was handed out; REOPEN: only the status changes, our own attempt is at it. */
export interface Start {
  readonly kind: 'BEGIN' | 'TAKE_UP' | 'REOPEN';
  readonly via: Via;
}

/**
 * Decides about an outside worker that says it has started a task. A worker that comes too late for what it was handed is refused
 * even when it insists: another one may be at it, or a person has ended it; doing it all the same would do it twice, or against a will.
 */
export function decideStart(view: OutsideView): Start | Exclude<Verdict, { kind: 'GO' }> {
  const { task, caller, force } = view;
  const isLate = caller === 'LAPSED' || caller === 'REVOKED';
  if (!OUTSIDE_KINDS.includes(view.specKind)) return refuse('NOT_SUPPORTED');
  if (task.status === 'in_progress' && task.attempt !== null) return { kind: isLate ? 'REFUSE' : 'NOOP', code: 'ALREADY_RUNNING' };
  if (task.status === 'queued' && task.attempt !== null && caller !== 'HOLDS') return refuse('HANDED_OUT');
  if (task.status === 'stopped' && caller === 'REVOKED') return refuse('ALREADY_ENDED');
  if (view.runEnded) return refuse('RUN_ENDED');
  if (view.runPaused && !force) return refuse('RUN_PAUSED');
  if (task.blocked) return refuse('BLOCKED');
  const move = decideMove(task.status, 'in_progress', force);
  if (move.kind === 'REFUSE') return move;
  const via = move.kind === 'GO' ? move.via : 'USER';
  if (task.attempt === null) return { kind: 'BEGIN', via };
  return { kind: task.attempt.state === 'CLAIMED' ? 'TAKE_UP' : 'REOPEN', via };
}

/** What an accepted outcome does: whether the live attempt ends with it. */
export interface Conclusion {
  readonly kind: 'END';
  readonly via: Via;
  readonly closes: boolean;
}

/**
 * Decides about an outcome told from outside. It never ends an attempt that has a lease: that is usually told from within the very
 * process of our own runner, whose end is still to come and then only closes the attempt.
 */
export function decideOutcome(view: OutsideView, to: FinalStatus): Conclusion | Exclude<Verdict, { kind: 'GO' }> {
  const { task, force } = view;
  if (!OUTSIDE_KINDS.includes(view.specKind)) return refuse('NOT_SUPPORTED');
  const move = decideMove(task.status, to, force);
  if (move.kind === 'SAME') return { kind: 'NOOP', code: 'ALREADY_SO' };
  return move.kind === 'GO' ? { kind: 'END', via: move.via, closes: task.attempt?.fence === 'EXTERNAL' } : move;
}

/** A live attempt as who wants to end it finds it. */
export interface Reachable {
  readonly fence: Fence;
  readonly systemTags: readonly string[];
  /** Seconds since its worker was last seen. */
  readonly silentSeconds: number;
}

/**
 * Whether a task under an outside worker is over the moment somebody ends it, because nobody would carry out the order: what its author
 * runs on his own machine looks at the status only, and a worker that has been silent for that long hears nothing. Our own runners
 * always hear: the lease of one that does not is soon over.
 */
export function endsAtOnce({ fence, systemTags, silentSeconds }: Reachable, patienceSeconds: number): boolean {
  return fence === 'EXTERNAL' && (systemTags.includes(DEVELOPMENT_TAG) || silentSeconds >= patienceSeconds);
}

/** What is said of a task that a person has ended. Programs take a message with the word worker for one of their own agent's, and go on. */
export function stoppedBy(userName: string | null): string {
  return userName === null || /worker/i.test(userName) ? 'Stopped by a user' : `Stopped by ${userName}`;
}

/** Reason and message of a task whose worker was silent for too long; programs show them as they are. */
export const NON_RESPONSIVE = 'Forced stop (non-responsive)';

/** Where a dequeue leads: the verdict of nothing to do, or the status it goes on to. */
export function decideDequeue(view: OutsideView, to: DequeueStatus): { readonly kind: 'GO'; readonly to: DequeueStatus } | Exclude<Verdict, { kind: 'GO' }> {
  const { task } = view;
  if (task.status !== 'queued' && task.status !== 'in_progress') return { kind: 'NOOP', code: 'NOT_QUEUED' };
  if (!OUTSIDE_KINDS.includes(view.specKind)) return refuse('NOT_SUPPORTED');
  if (task.attempt?.fence === 'LEASED') return { kind: 'NOOP', code: 'ALREADY_RUNNING' };
  if (task.status === to) return { kind: 'NOOP', code: 'ALREADY_SO' };
  if (task.status === 'queued' && task.attempt !== null && view.caller !== 'HOLDS') return refuse('HANDED_OUT');
  return { kind: 'GO', to };
}

/** How the attempt of an outside worker is closed. */
export interface OutsideClosing {
  readonly outcome: AttemptOutcome;
  readonly failure: Failure | null;
  readonly phase: PhaseState;
}

/** How an attempt ends with a status that was told; one that was never started has done nothing, so it is only given up. */
export function closingFor(to: FinalStatus, attempt: { readonly started: boolean; readonly order: Order | null }): OutsideClosing {
  if (!attempt.started && !hasSucceeded(to)) return ABORTED;
  switch (to) {
    case 'completed':
    case 'publishing':
    case 'published':
      return { outcome: 'COMPLETED', failure: null, phase: 'SUCCEEDED' };
    case 'failed':
      return { outcome: 'FAILED', failure: 'EXIT', phase: 'FAILED' };
    case 'stopped':
    case 'closed':
    case 'unknown':
      return attempt.order === null || attempt.order.verb === 'STOP' ? { outcome: 'STOPPED', failure: null, phase: 'STOPPED' } : ABORTED;
  }
}

/** How a hand-out ends that goes back to where it came from. */
export const GIVEN_BACK: OutsideClosing = { outcome: 'HANDED_BACK', failure: null, phase: 'STOPPED' };

/** How the system ends an attempt that it waits for no longer: what was not started is handed back, what is silent is lost. */
export function endOfPatience(state: 'CLAIMED' | 'RUNNING', order: Order | null): Extract<AttemptEnd, { by: 'HANDED_BACK' }> | LostEnd {
  if (state === 'CLAIMED') return { by: 'HANDED_BACK', message: 'the worker it was handed to has not started it' };
  return order === null ? { by: 'LOST', message: NON_RESPONSIVE, reason: NON_RESPONSIVE } : { by: 'LOST', message: 'its worker has been silent since it was told to end' };
}

const ABORTED: OutsideClosing = { outcome: 'ABORTED', failure: 'ABORTED', phase: 'STOPPED' };

function refuse(code: RefusalCode): { readonly kind: 'REFUSE'; readonly code: RefusalCode } {
  return { kind: 'REFUSE', code };
}
