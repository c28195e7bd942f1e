// The ten statuses of a task: exactly these, because real clients stop themselves on an unknown one.

/** Every status. What these cannot say stands beside them in `hold`, `order` and the attempt's `failure`. */
export const TASK_STATUSES = [
  'created',
  'queued',
  'in_progress',
  'stopped',
  'published',
  'publishing',
  'closed',
  'failed',
  'completed',
  'unknown',
] as const;

/** Where a task stands. */
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** Statuses in which nothing runs and nothing waits; only `published` is final. */
export const ENDED_STATUSES: ReadonlySet<TaskStatus> = new Set(['stopped', 'published', 'publishing', 'closed', 'failed', 'completed']);

/** Whether a task in this status has ended (it may still be retried, reset or published). */
export function hasEnded(status: TaskStatus): boolean {
  return ENDED_STATUSES.has(status);
}

/** Statuses that satisfy a task which needs this one. */
export function hasSucceeded(status: TaskStatus): boolean {
  return status === 'completed' || status === 'published' || status === 'publishing';
}
