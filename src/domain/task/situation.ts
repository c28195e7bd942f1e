// Situations: a task's status, attempt, hold and order folded into one word, so that commands need one table.
import type { AttemptState, Fence } from '../attempt/attempt.ts';
import type { Capabilities } from '../attempt/runner.ts';
import { isHeld, type Hold, type PauseBoundary } from './hold.ts';
import type { Order } from './order.ts';
import type { TaskStatus } from './status.ts';

/** Every situation a task can be in. */
export const SITUATIONS = [
  'created',
  'blocked',
  'queued',
  'parked',
  'handed_out',
  'running',
  'pausing',
  'held',
  'asking',
  'stopping',
  'detached',
  'stopped',
  'failed',
  'completed',
  'closed',
  'publishing',
  'published',
  'unknown',
] as const;
/** A situation. */
export type Situation = (typeof SITUATIONS)[number];

/** What each situation means, for the documents. */
export const SITUATION_MEANINGS: Readonly<Record<Situation, string>> = {
  created: 'not enqueued yet',
  blocked: 'not enqueued yet, needs tasks that have not succeeded',
  queued: 'waits in a queue',
  parked: 'waits in a queue for its next runner, and its hold or the pause asked for waits with it',
  handed_out: 'given to an outside worker that has not started it',
  running: 'in progress with a live attempt',
  pausing: 'in progress, a pause was asked for',
  held: 'in progress, stands still',
  asking: 'in progress, stands still until it gets an input',
  stopping: 'in progress, was told to end',
  detached: 'in progress without a live attempt that we know of',
  stopped: 'ended by a person',
  failed: 'ended by an error',
  completed: 'ended well',
  closed: 'ended and sealed',
  publishing: 'being published',
  published: 'published, final',
  unknown: 'its status is not known',
};

/** What the decisions need to know about a live attempt. */
export interface LiveAttempt {
  readonly state: Exclude<AttemptState, 'ENDED'>;
  readonly fence: Fence;
  readonly can: Capabilities;
}

/** What the decisions need to know about a task. */
export interface TaskState {
  readonly status: TaskStatus;
  readonly hold: Hold;
  /** At which boundary a pause that was asked for takes effect. */
  readonly pauseAfter: PauseBoundary | null;
  /** Whether it was paused with its run, not on its own. */
  readonly pausedByRun: boolean;
  readonly order: Order | null;
  readonly attempt: LiveAttempt | null;
  /** Whether it needs tasks of its run that have not succeeded. */
  readonly blocked: boolean;
}

/** Folds a state into its situation. */
export function situationOf(task: TaskState): Situation {
  switch (task.status) {
    case 'created':
      return task.blocked ? 'blocked' : 'created';
    case 'queued':
      if (task.attempt !== null) return 'handed_out';
      return task.hold === 'NONE' ? 'queued' : 'parked';
    case 'in_progress':
      return inProgress(task);
    default:
      return task.status;
  }
}

function inProgress(task: TaskState): Situation {
  if (task.attempt === null) return 'detached';
  if (task.order !== null) return 'stopping';
  if (task.hold === 'INPUT') return 'asking';
  if (isHeld(task.hold)) return 'held';
  return task.hold === 'REQUESTED' ? 'pausing' : 'running';
}
