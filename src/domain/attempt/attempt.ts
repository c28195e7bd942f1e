// An attempt: one try at a task by one runner.

/** LEASED = fenced by an epoch and ended with its runner's lease; EXTERNAL = seen by pings only, never requeued by us. */
export type Fence = 'LEASED' | 'EXTERNAL';
/** CLAIMED = handed out, not started; ENDED is final. */
export type AttemptState = 'CLAIMED' | 'RUNNING' | 'ENDED';

/** How an attempt ended. */
export const ATTEMPT_OUTCOMES = ['COMPLETED', 'FAILED', 'STOPPED', 'ABORTED', 'LOST', 'HANDED_BACK'] as const;
/** How an attempt ended. */
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** What kind of failure: the work's own exit, the infrastructure, a limit of time, a person, or work that cannot be started. */
export const FAILURES = ['EXIT', 'CRASHED', 'TIMED_OUT', 'ABORTED', 'INVALID'] as const;
/** What kind of failure. */
export type Failure = (typeof FAILURES)[number];

/** An attempt as stored. */
export interface Attempt {
  readonly id: string;
  readonly taskId: string;
  readonly generation: number;
  /** 1 for the first attempt of the task, over all generations. */
  readonly no: number;
  readonly fence: Fence;
  readonly state: AttemptState;
  readonly runnerId: string | null;
  readonly sessionId: string | null;
  readonly epoch: number;
  readonly claimedAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly outcome: AttemptOutcome | null;
  readonly failure: Failure | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly message: string;
}
