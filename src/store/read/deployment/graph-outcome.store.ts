// How a run of a deployment stands, in one statement: pollers ask for nothing else.
import type { GraphValue } from '../../../domain/graph/graph-value.ts';
import type { RunStatus } from '../../../domain/run/run.ts';
import type { Connection, Statement } from '../../database.ts';

/** A run as its caller is told of it. */
export interface GraphRunRow {
  readonly runId: string;
  readonly taskId: string;
  readonly deploymentId: string;
  readonly status: RunStatus;
  readonly queuedAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Milliseconds since the call and since the beginning, by the database's clock. */
  readonly sinceQueued: number;
  readonly sinceStarted: number | null;
  /** Why it failed or was stopped; empty when nothing is known. */
  readonly message: string;
  /** Null = there is none, it is not over, or the result's time is. */
  readonly values: readonly GraphValue[] | null;
  /** When the result was, or will be, forgotten. */
  readonly expiresAt: Date | null;
  readonly isExpired: boolean;
}

const AGE = (since: string): string => `(extract(epoch FROM now() - ${since}) * 1000)::float8`;

// The deployment is compared in a form that no index has: on tables without statistics the planner would go through all runs of the deployment instead of by the key.
const OUTCOME: Statement = {
  name: 'graph-outcome',
  text: `SELECT run.id AS "runId", task.id AS "taskId", run.deployment_id AS "deploymentId", run.status, run.created_at AS "queuedAt", run.started_at AS "startedAt", run.ended_at AS "endedAt",
      ${AGE('run.created_at')} AS "sinceQueued", ${AGE('run.started_at')} AS "sinceStarted",
      CASE WHEN run.status IN ('FAILED', 'STOPPED') THEN coalesce(
        CASE WHEN task.status = 'failed' THEN (SELECT nullif(attempt.message, '') FROM attempt WHERE attempt.task_id = task.id AND attempt.generation = task.generation ORDER BY attempt.no DESC LIMIT 1) END,
        nullif(task.status_message, ''), nullif(task.status_reason, ''), '') ELSE '' END AS message,
      CASE WHEN run.status = 'SUCCEEDED' AND result.expires_at > now() THEN result.values END AS values, result.expires_at AS "expiresAt", coalesce(result.expires_at <= now(), false) AS "isExpired"
    FROM run JOIN task ON task.run_id = run.id LEFT JOIN graph_result result ON result.task_id = task.id AND result.generation = task.generation
    WHERE run.id = $1 AND run.deployment_id IS NOT DISTINCT FROM $2 AND run.deleted_at IS NULL AND task.deleted_at IS NULL AND ($3::uuid[] IS NULL OR run.project_id = ANY($3::uuid[])) LIMIT 1`,
};

/** A run of a deployment within the caller's reach; undefined for any other. */
export async function graphRunRow(conn: Connection, of: { readonly runId: string; readonly deploymentId: string }, reach: readonly string[] | null): Promise<GraphRunRow | undefined> {
  return (await conn.query<GraphRunRow>(OUTCOME, [of.runId, of.deploymentId, reach]))[0];
}

/** How long a run took, in milliseconds: from the call to the end, and from the beginning to the end. */
export interface RunTime {
  readonly total: number;
  readonly work: number;
}

/** Runs that are looked at for those that have succeeded. */
const LOOKED_AT = 100;

const TIMES: Statement = {
  name: 'run-times',
  text: `SELECT (extract(epoch FROM ended_at - created_at) * 1000)::float8 AS total, (extract(epoch FROM ended_at - started_at) * 1000)::float8 AS work
    FROM (SELECT status, created_at, started_at, ended_at FROM run WHERE deployment_id = $1 ORDER BY ord DESC LIMIT ${LOOKED_AT}) newest WHERE status = 'SUCCEEDED' AND started_at IS NOT NULL AND ended_at IS NOT NULL LIMIT $2`,
};

/** How long the newest runs of a deployment took that have succeeded. */
export function runTimes(conn: Connection, deploymentId: string, most: number): Promise<readonly RunTime[]> {
  return conn.query<RunTime>(TIMES, [deploymentId, most]);
}
