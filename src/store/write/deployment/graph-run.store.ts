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
// and neither sent nor written out again here. The runs are put in order once, and numbers are dealt out in the order of insertion: the three
// events of a run follow each other, so that the place of each among all is known without counting.
const INSERT: Statement = {
  name: 'insert-graph-runs',
  text: `WITH x AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS x (n int, "runId" uuid, "taskId" uuid, "itemId" uuid, "deploymentId" uuid, "projectId" uuid, "workflowId" uuid, "workflowN" int, "queueId" uuid,
      name text, priority int, "createdBy" uuid, "requestId" text, call jsonb, retry jsonb) ORDER BY n),
  r AS (
    INSERT INTO run (id, project_id, name, workflow_id, workflow_n, deployment_id, definition, inputs, priority, queue_id, enqueued, created_by, status)
    SELECT "runId", "projectId", name, "workflowId", "workflowN", "deploymentId", (SELECT body FROM workflow_version v WHERE v.workflow_id = "workflowId" AND v.n = "workflowN"), '{}', priority, "queueId", true, "createdBy", 'WAITING'
    FROM x),
  t AS (
    INSERT INTO task (id, project_id, run_id, node, name, spec_kind, spec, retry, status, status_reason, queue_id, priority, tags, created_by)
    SELECT "taskId", "projectId", "runId", '${GRAPH_NODE}', name, 'graph', (SELECT body #> '{tasks,0,spec}' FROM workflow_version v WHERE v.workflow_id = "workflowId" AND v.n = "workflowN") || call, retry, 'queued', $2, "queueId", priority, '{}', "createdBy"
    FROM x),
  i AS (
    INSERT INTO queue_item (id, queue_id, task_id, spec_kind, priority, rank, held)
    SELECT "itemId", "queueId", "taskId", 'graph', priority, nextval('rank_seq') * ${RANK_STEP}, false FROM x
    RETURNING id, rank),
  c AS MATERIALIZED (
    SELECT x.n * 3 + k.nth AS place, k.kind, x."projectId", x."runId", k."taskId", CASE WHEN k."taskId" IS NOT NULL THEN x."queueId" END AS "queueId", x."createdBy", x."requestId", k.data
    FROM x JOIN i ON i.id = x."itemId" CROSS JOIN LATERAL (VALUES
      (1, 'run.created', NULL::uuid, jsonb_build_object('status', 'WAITING', 'enqueued', true, 'name', x.name, 'tasks', 1, 'deploymentId', x."deploymentId")),
      (2, 'task.created', x."taskId", jsonb_build_object('status', 'created', 'generation', 1, 'name', x.name, 'node', '${GRAPH_NODE}')),
      (3, 'task.enqueued', x."taskId", jsonb_build_object('status', 'queued', 'from', 'created', 'reason', $2, 'item', jsonb_build_object('id', x."itemId", 'queueId', x."queueId", 'priority', x.priority, 'rank', i.rank, 'notBefore', NULL)))) AS k (nth, kind, "taskId", data)),
  e AS (
    INSERT INTO event (kind, subject_id, project_id, run_id, task_id, queue_id, actor_id, request_id, data)
    SELECT kind, coalesce("taskId", "runId"), "projectId", "runId", "taskId", "queueId", "createdBy", "requestId", data FROM c ORDER BY place RETURNING seq)
  SELECT (ARRAY(SELECT seq FROM e ORDER BY seq))[place] AS seq, now()::timestamptz(3) AS at, kind, coalesce("taskId", "runId") AS "subjectId", "projectId", "runId", "taskId", "queueId", "createdBy" AS "actorId", "requestId", data
  FROM c ORDER BY place`,
};

/** What the status of a task says that enters its queue with its run. */
export const CALLED = 'its deployment was called';

/** Inserts runs in their order and gives their events, which are in the log. Hold the shared locks of the queues, and confirm the deployments before. */
export async function insertGraphRuns(tx: Connection, runs: readonly NewGraphRun[]): Promise<readonly LoggedEvent[]> {
  return tx.query<LoggedEvent>(INSERT, [JSON.stringify(runs.map((run, n) => ({ n, ...run }))), CALLED]);
}
