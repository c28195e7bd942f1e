// A run: one activation of a definition; it owns tasks and keeps a snapshot of what it ran.
import type { WorkflowDefinition } from './definition.ts';
import type { JsonValue } from '../event/event.ts';

/** A pure fold over the run's tasks. */
export const RUN_STATUSES = ['WAITING', 'RUNNING', 'HELD', 'SUCCEEDED', 'FAILED', 'STOPPED'] as const;
/** Where a run stands. */
export type RunStatus = (typeof RUN_STATUSES)[number];
/** Statuses in which no task of the run can start any more by itself. */
export const ENDED_RUN_STATUSES: ReadonlySet<RunStatus> = new Set(['SUCCEEDED', 'FAILED', 'STOPPED']);

/** WORKFLOW: made from a definition; SINGLE: one call of `runNow`. */
export const RUN_KINDS = ['WORKFLOW', 'SINGLE'] as const;
/** What made a run. */
export type RunKind = (typeof RUN_KINDS)[number];

/** A run as stored. */
export interface Run {
  readonly id: string;
  readonly projectId: string;
  readonly kind: RunKind;
  readonly name: string;
  readonly workflowId: string | null;
  readonly workflowN: number | null;
  /** The deployment that it was called by. */
  readonly deploymentId: string | null;
  /** The definition as it was when the run was created. */
  readonly definition: WorkflowDefinition;
  readonly inputs: { readonly [name: string]: JsonValue };
  readonly priority: number;
  /** The queue of tasks that name none. */
  readonly queueId: string | null;
  /** Whether its tasks enter their queues by themselves once what they need has succeeded. */
  readonly enqueued: boolean;
  /** Nothing more of it starts until it is resumed. */
  readonly paused: boolean;
  readonly status: RunStatus;
  readonly deactivated: 'ABORTED' | 'FINISHED' | null;
  readonly deactivatedAt: Date | null;
  readonly clonedFrom: string | null;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly version: number;
  readonly ord: number;
}
