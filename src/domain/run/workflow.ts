// A workflow: a named definition whose versions are immutable.
import type { WorkflowDefinition } from './definition.ts';

/** A workflow as stored. */
export interface Workflow {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly description: string;
  /** Number of the newest version, from 1. */
  readonly latest: number;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly ord: number;
}

/** One immutable version. */
export interface WorkflowVersion {
  readonly workflowId: string;
  readonly n: number;
  readonly body: WorkflowDefinition;
  /** SHA-256 of the canonical JSON of the body, hex. */
  readonly sha: string;
  readonly createdBy: string | null;
  readonly createdAt: Date;
}
