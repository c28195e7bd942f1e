// Verdicts: what a command on a task in some situation leads to, and every reason to refuse.

/** Reasons to refuse, or to do nothing because it is already so. */
export const REFUSAL_CODES = [
  'ALREADY_SO',
  'ALREADY_ENDED',
  'ALREADY_PAUSED',
  'ALREADY_QUEUED',
  'ALREADY_RUNNING',
  'BLOCKED',
  'DECK_BUSY',
  'DECK_OFFLINE',
  'FINAL',
  'HANDED_OUT',
  'KIND_NOT_ACCEPTED',
  'NOT_ASKED',
  'NOT_ENDED',
  'NOT_HELD',
  'NOT_QUEUED',
  'NOT_RUNNING',
  'NOT_STOPPED',
  'NOT_SUPPORTED',
  'NOT_SUPPORTED_BY_RUNNER',
  'NOTHING_FAILED',
  'QUEUE_CLOSED',
  'RUN_ENDED',
  'RUN_PAUSED',
  'STOPPING',
  'WEAKER_ORDER',
  'CHOOSE_FAILED_STEP',
  'USE_ANSWER',
  'USE_RESUME',
  'USE_RETRY',
  'UNKNOWN_STATUS',
  'WAITS_FOR_RUNNER',
  'LAST_ADMIN',
  'NOT_DRAFT',
] as const;
/** A reason. */
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Go ahead, already so, or no. */
export type Verdict = { readonly kind: 'GO' } | { readonly kind: 'NOOP' | 'REFUSE'; readonly code: RefusalCode };

const ADVICE: Readonly<Record<RefusalCode, string>> = {
  ALREADY_SO: 'it is already so',
  ALREADY_ENDED: 'it has already ended; retry it, or clone it, to run it again',
  ALREADY_PAUSED: 'it already stands still, or will at the next place where it can; resume it to let it go on',
  ALREADY_QUEUED: 'the task already waits in a queue; move it there instead',
  ALREADY_RUNNING: 'the task is running; abort it first',
  BLOCKED: 'the task needs others that have not succeeded; see blockedBy',
  DECK_BUSY: 'the deck is in use; try again when the task that holds it has ended, or abort that task',
  DECK_OFFLINE: 'no runner that is alive has the deck; start one that offers it',
  FINAL: 'the task is published or closed; clone it to run it again',
  HANDED_OUT: 'the task has been handed to a worker that has not started it; wait or abort it',
  KIND_NOT_ACCEPTED: 'the queue does not accept this kind of task; choose one that does',
  NOT_ASKED: 'the task waits for no input',
  NOT_DRAFT: 'the task is not a draft any more; reset it or clone it, or insist with force',
  NOT_ENDED: 'the task has not ended; enqueue it if it has not begun, or abort it to end it now',
  NOT_HELD: 'the task is not held',
  NOT_QUEUED: 'the task waits in no queue',
  NOT_RUNNING: 'the task is not running; dequeue it to keep it from starting, enqueue it to start it',
  NOT_STOPPED: 'only a stopped task can be closed; publish this one to make it final',
  NOT_SUPPORTED: 'tasks of this kind do not know this command',
  NOT_SUPPORTED_BY_RUNNER: 'the runner of the live attempt cannot do this; abort the task instead',
  NOTHING_FAILED: 'it has nothing that ended badly; retry a task from START to run all of that task again',
  QUEUE_CLOSED: 'the queue is draining and accepts nothing new; resume it first',
  RUN_PAUSED: 'the run is paused, so nothing of it starts; resume the run first',
  RUN_ENDED: 'the run was deactivated; clone it to run it again',
  STOPPING: 'the task is already being ended; wait until it has ended',
  WEAKER_ORDER: 'the task has already been told to end like this or sooner; wait, or kill it',
  CHOOSE_FAILED_STEP: 'the task is held on a failed step; say whether to SKIP or RETRY it',
  USE_ANSWER: 'the task waits for an input; answer it',
  USE_RESUME: 'the task is held, not ended; resume it',
  USE_RETRY: 'the task has completed; retry it to run it again',
  UNKNOWN_STATUS: 'the status of the task is unknown; force it to a known one first',
  WAITS_FOR_RUNNER: 'it is held, but waits in its queue for a runner; resume it once it has started',
  LAST_ADMIN: 'it is the last way in for an admin of every project; give another user that role, and a key or a password, first',
};

/** What to tell the caller about a reason: always with what to do next where something can be done. */
export function adviceOf(code: RefusalCode): string {
  return ADVICE[code];
}
