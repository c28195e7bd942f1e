// The definition of a workflow: a directed acyclic graph of task templates.
import type { RetryPolicy, TaskSpec } from '../task/spec.ts';

/** One task of a workflow. */
export interface TaskTemplate {
  /** Name within the definition, unique, `[A-Za-z0-9_.-]{1,100}`. */
  readonly node: string;
  /** Shown name; the node's name when absent. */
  readonly name?: string;
  readonly spec: TaskSpec;
  readonly retry?: Partial<RetryPolicy>;
  /** Nodes that must have succeeded before this one is enqueued. */
  readonly needs: readonly string[];
  /** Name of the queue; the run's own when absent. */
  readonly queue?: string;
}

/** A whole definition: between 1 and `MAX_WORKFLOW_TASKS` templates. */
export interface WorkflowDefinition {
  readonly tasks: readonly TaskTemplate[];
}

/** Most tasks of one definition. */
export const MAX_WORKFLOW_TASKS = 1_000;
