// A queue: an ordered, pausable line that accepts some kinds of work; an item is a task waiting in it.
import type { JsonValue } from '../event/event.ts';
import type { SpecKind } from '../task/spec.ts';

/** OPEN hands out; PAUSED hands out nothing; DRAINING hands out what is there and accepts nothing new. */
export const QUEUE_STATES = ['OPEN', 'PAUSED', 'DRAINING'] as const;
/** Whether a queue hands out. */
export type QueueState = (typeof QUEUE_STATES)[number];

/** A queue as stored. */
export interface Queue {
  readonly id: string;
  /** The project whose members alone use it; null = shared by all. */
  readonly projectId: string | null;
  readonly name: string;
  readonly displayName: string | null;
  readonly state: QueueState;
  readonly accepts: readonly SpecKind[];
  /** Most tasks of it that run at the same time; null = as many as runners take. */
  readonly maxRunning: number | null;
  readonly tags: readonly string[];
  /** Tags that programs give and read; the queue with `default` is taken where none is named. */
  readonly systemTags: readonly string[];
  readonly metadata: { readonly [key: string]: JsonValue };
  readonly updatedAt: Date;
  readonly version: number;
  readonly createdAt: Date;
  readonly ord: number;
}

/** A place in a queue. `taskId` null is a barrier: nothing behind it is handed out. */
export interface QueueItem {
  readonly id: string;
  readonly queueId: string;
  readonly taskId: string | null;
  readonly priority: number;
  readonly rank: number;
  readonly displayName: string | null;
  /** Not handed out before this time (the wait between two automatic attempts). */
  readonly notBefore: Date | null;
  /** Not handed out while its run is paused. */
  readonly held: boolean;
  readonly addedAt: Date;
}
