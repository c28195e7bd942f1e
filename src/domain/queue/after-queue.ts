// What a task is when it leaves its queue without having been started.
import type { TaskStatus } from '../task/status.ts';

/** Its status from before it entered, as far as it can be that again: nobody is at it any more, and nothing is under way. */
export function statusAfterQueue(before: TaskStatus | null): Exclude<TaskStatus, 'queued'> {
  switch (before) {
    case 'stopped':
    case 'failed':
    case 'closed':
    case 'completed':
    case 'published':
      return before;
    case 'created':
    case 'queued':
    case 'in_progress':
    case 'publishing':
    case 'unknown':
    case null:
      return 'created';
  }
}
