// How runs of deployments stand, in one statement: pollers ask for nothing else.
import type { GraphValue } from '../../../domain/graph/graph-value.ts';
import type { RunStatus } from '../../../domain/run/run.ts';
import type { Connection, Statement } from '../../database.ts';

/** A run as its caller is told of it. */
export interface GraphRunRow {
  readonly runId: string;
  readonly taskId: string;
  readonly deploymentId: string;
  readonly projectId: string;
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
// One by one, for the same reason.
const OUTCOMES: Statement = {
  name: 'graph-outcomes',
  text: `SELECT x.n, o.* FROM jsonb_to_recordset($1::jsonb) AS x (n int, "runId" uuid, "deploymentId" uuid) CROSS JOIN LATERAL (
    SELECT run.id AS "runId", task.id AS "taskId", run.deployment_id AS "deploymentId", run.project_id AS "projectId", run.status, run.created_at AS "queuedAt", run.started_at AS "startedAt", run.ended_at AS "endedAt",
      ${AGE('run.created_at')} AS "sinceQueued", ${AGE('run.started_at')} AS "sinceStarted",
      CASE WHEN run.status IN ('FAILED', 'STOPPED') THEN coalesce(
        CASE WHEN task.status = 'failed' THEN (SELECT nullif(attempt.message, '') FROM attempt WHERE attempt.task_id = task.id AND attempt.generation = task.generation ORDER BY attempt.no DESC LIMIT 1) END,
        nullif(task.status_message, ''), nullif(task.status_reason, ''), '') ELSE '' END AS message,
      CASE WHEN run.status = 'SUCCEEDED' AND result.expires_at > now() THEN result.values END AS values, result.expires_at AS "expiresAt", coalesce(result.expires_at <= now(), false) AS "isExpired"
    FROM run JOIN task ON task.run_id = run.id LEFT JOIN graph_result result ON result.task_id = task.id AND result.generation = task.generation
    WHERE run.id = x."runId" AND run.deployment_id IS NOT DISTINCT FROM x."deploymentId" AND run.deleted_at IS NULL AND task.deleted_at IS NULL LIMIT 1) o`,
};

/** Runs, each of its deployment, in the order in which they are asked for; undefined for what is none. Which of them may be seen, the caller judges. */
export async function graphRunRows(conn: Connection, runs: readonly { readonly runId: string; readonly deploymentId: string }[]): Promise<readonly (GraphRunRow | undefined)[]> {
  const rows = await conn.query<GraphRunRow & { readonly n: number }>(OUTCOMES, [JSON.stringify(runs.map(({ runId, deploymentId }, n) => ({ n, runId, deploymentId })))]);
  const found = new Map(rows.map(({ n, ...row }) => [n, row]));
  return runs.map((_, n) => found.get(n));
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
