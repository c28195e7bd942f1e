// A deployment: a workflow version of one graph that callers run by name.

/** Names of deployments: they are part of paths. */
export const DEPLOYMENT_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Bounds of what a deployment says of its runs; retention, time and memory. */
export const DEPLOYMENT_LIMITS = { resultTtlSeconds: { min: 60, max: 31_536_000 }, timeoutSeconds: { min: 1, max: 86_400 }, memoryMib: { min: 64, max: 1_048_576 }, description: 10_000 } as const;

/** A deployment as stored. */
export interface Deployment {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly description: string;
  readonly workflowId: string;
  /** The pinned version; null = the latest. */
  readonly workflowN: number | null;
  readonly queueId: string;
  /** Whether it also answers at the root. At most one is. */
  readonly isDefault: boolean;
  /** How long results are kept after the end of a run. */
  readonly resultTtlSeconds: number;
  readonly timeoutSeconds: number;
  readonly memoryMib: number;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly deletedAt: Date | null;
  readonly version: number;
  readonly ord: number;
}
