// Runs of deployments: the run, its task in its queue, and the events of all that, by one statement for many runs.
import { GRAPH_NODE } from '../../../domain/deployment/deployed-definition.ts';
import type { LoggedEvent } from '../../../domain/event/event.ts';
import { RANK_STEP } from '../../../domain/queue/rank.ts';
import type { RetryPolicy } from '../../../domain/task/spec.ts';
import type { Connection, Statement } from '../../database.ts';

/** A run to insert, whose one task waits in its queue at once. */
export interface NewGraphRun {
  readonly runId: string;
  readonly taskId: string;
  readonly itemId: string;
  readonly deploymentId: string;
  readonly projectId: string;
  readonly workflowId: string;
  readonly workflowN: number;
  readonly queueId: string;
  readonly name: string;
  readonly priority: number;
  readonly createdBy: string | null;
  readonly requestId: string | null;
  /** The members of the graph spec that are this run's own; the others are those of the version. */
  readonly call: object;
  readonly retry: RetryPolicy;
}

// The definition and the document are taken from the version where they are: they are the larger part of what a run of small images is made of,
// and neither sent nor written out again here. The three events of a run follow each other; the numbers are dealt out in the order of insertion.
const INSERT: Statement = {
  name: 'insert-graph-runs',
  text: `WITH x AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS x (n int, "runId" uuid, "taskId" uuid, "itemId" uuid, "deploymentId" uuid, "projectId" uuid, "workflowId" uuid, "workflowN" int, "queueId" uuid,
      name text, priority int, "createdBy" uuid, "requestId" text, call jsonb, retry jsonb)),
  r AS (
    INSERT INTO run (id, project_id, name, workflow_id, workflow_n, deployment_id, definition, inputs, priority, queue_id, enqueued, created_by, status)
    SELECT "runId", "projectId", name, "workflowId", "workflowN", "deploymentId", (SELECT body FROM workflow_version v WHERE v.workflow_id = "workflowId" AND v.n = "workflowN"), '{}', priority, "queueId", true, "createdBy", 'WAITING'
    FROM x ORDER BY n),
  t AS (
    INSERT INTO task (id, project_id, run_id, node, name, spec_kind, spec, retry, status, status_reason, queue_id, priority, tags, created_by)
    SELECT "taskId", "projectId", "runId", '${GRAPH_NODE}', name, 'graph', (SELECT body #> '{tasks,0,spec}' FROM workflow_version v WHERE v.workflow_id = "workflowId" AND v.n = "workflowN") || call, retry, 'queued', $2, "queueId", priority, '{}', "createdBy"
    FROM x ORDER BY n),
  i AS (
    INSERT INTO queue_item (id, queue_id, task_id, spec_kind, priority, rank, held)
    SELECT "itemId", "queueId", "taskId", 'graph', priority, nextval('rank_seq') * ${RANK_STEP}, false FROM (SELECT * FROM x ORDER BY n) x ORDER BY n
    RETURNING id, rank),
  c AS MATERIALIZED (
    SELECT x.*, k.kind, k.nth, CASE k.nth
      WHEN 1 THEN jsonb_build_object('status', 'WAITING', 'enqueued', true, 'name', name, 'tasks', 1, 'deploymentId', "deploymentId")
      WHEN 2 THEN jsonb_build_object('status', 'created', 'generation', 1, 'name', name, 'node', '${GRAPH_NODE}')
      ELSE jsonb_build_object('status', 'queued', 'from', 'created', 'reason', $2, 'item', jsonb_build_object('id', "itemId", 'queueId', "queueId", 'priority', priority, 'rank', i.rank, 'notBefore', NULL)) END AS data,
      row_number() OVER (ORDER BY x.n, k.nth) AS place
    FROM x JOIN i ON i.id = x."itemId" CROSS JOIN (VALUES (1, 'run.created'), (2, 'task.created'), (3, 'task.enqueued')) AS k (nth, kind)),
  e AS (
    INSERT INTO event (kind, subject_id, project_id, run_id, task_id, queue_id, actor_id, request_id, data)
    SELECT kind, CASE nth WHEN 1 THEN "runId" ELSE "taskId" END, "projectId", "runId", CASE nth WHEN 1 THEN NULL ELSE "taskId" END, CASE nth WHEN 1 THEN NULL ELSE "queueId" END, "createdBy", "requestId", data
    FROM c ORDER BY place RETURNING seq)
  SELECT (ARRAY(SELECT seq FROM e ORDER BY seq))[c.place] AS seq, now()::timestamptz(3) AS at, c.kind, CASE c.nth WHEN 1 THEN c."runId" ELSE c."taskId" END AS "subjectId", c."projectId", c."runId",
    CASE c.nth WHEN 1 THEN NULL ELSE c."taskId" END AS "taskId", CASE c.nth WHEN 1 THEN NULL ELSE c."queueId" END AS "queueId", c."createdBy" AS "actorId", c."requestId", c.data
  FROM c ORDER BY c.place`,
};

/** What the status of a task says that enters its queue with its run. */
export const CALLED = 'its deployment was called';

/** Inserts runs in their order and gives their events, which are in the log. Hold the shared locks of the queues, and confirm the deployments before. */
export async function insertGraphRuns(tx: Connection, runs: readonly NewGraphRun[]): Promise<readonly LoggedEvent[]> {
  return tx.query<LoggedEvent>(INSERT, [JSON.stringify(runs.map((run, n) => ({ n, ...run }))), CALLED]);
}
