// A task: the unit that is queued, executed, paused, retried and cloned.
import type { Hold, HoldAnswer, HoldPrompt, PauseBoundary } from './hold.ts';
import type { Order } from './order.ts';
import type { RetryPolicy, SpecKind, TaskSpec } from './spec.ts';
import type { TaskStatus } from './status.ts';
import type { TaskType } from './task-type.ts';

/** A task as stored. Times are database times. */
export interface Task {
  readonly id: string;
  readonly projectId: string;
  /** The run that owns it; only `command` tasks live without one. */
  readonly runId: string | null;
  /** Its name within the run's definition. */
  readonly node: string | null;
  readonly name: string;
  readonly specKind: SpecKind;
  readonly spec: TaskSpec;
  readonly retry: RetryPolicy;
  readonly status: TaskStatus;
  readonly statusReason: string;
  readonly statusMessage: string;
  readonly statusChangedAt: Date;
  readonly hold: Hold;
  readonly holdMessage: string | null;
  readonly holdSince: Date | null;
  /** What is asked for while it is held for an INPUT. */
  readonly holdPrompt: HoldPrompt | null;
  /** The step it is held at, when it is held at one. */
  readonly holdStepId: string | null;
  /** +1 each time it comes to stand still; an answer names the hold it is for. */
  readonly holdN: number;
  /** At which boundary a requested pause takes effect. */
  readonly pauseAfter: PauseBoundary | null;
  /** Whether the last pause came with that of its run, and ends with it; a pause of its own does not. */
  readonly pausedByRun: boolean;
  /** +1 with each pause, resume and answer, so that its runner can tell whether it has heard the last one. */
  readonly controlN: number;
  /** What somebody has answered to the hold it names. */
  readonly holdAnswer: HoldAnswer | null;
  readonly order: Order | null;
  readonly orderAt: Date | null;
  /** +1 on reset and on a retry from the start; log lines and phases belong to a generation. */
  readonly generation: number;
  /** +1 on each claim; every write of an attempt carries it, older ones are refused. */
  readonly epoch: number;
  readonly attemptNo: number;
  /** Attempts lost in a row, and attempts failed, since the task was last enqueued by a person. */
  readonly lostCount: number;
  readonly failedCount: number;
  /** The queue it waits in or last waited in. */
  readonly queueId: string | null;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly type: TaskType;
  /** Tags that programs give and read: `development`, `archived`, `hidden` and others. */
  readonly systemTags: readonly string[];
  /** The task that it belongs to for its people; its own runs and queues do not know. */
  readonly parentId: string | null;
  /** Whether that task has been deleted since. */
  readonly parentDeleted: boolean;
  /** Everybody may read it, and nobody may change it. */
  readonly isPublic: boolean;
  /** Its status before it was enqueued the last time. */
  readonly enqueueStatus: TaskStatus | null;
  readonly publishedAt: Date | null;
  readonly clonedFrom: string | null;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly version: number;
  readonly ord: number;
}

/** What only commands and runners look at: every list would read it for nothing. */
export const UNLISTED = ['holdN', 'controlN', 'holdAnswer', 'epoch', 'enqueueStatus'] as const satisfies readonly (keyof Task)[];

/** A task as lists and loads bring it to be shown. */
export type ListedTask = Omit<Task, (typeof UNLISTED)[number]>;
