// What a run of a deployment is made of, read in one go: the deployment, the version that it serves, and the queue that its runs enter.
import { GRAPH_QUEUE } from '../../../domain/queue/default-queue.ts';
import type { Deployment } from '../../../domain/deployment/deployment.ts';
import type { GraphDocument } from '../../../domain/graph/graph-document.ts';
import type { Queue } from '../../../domain/queue/queue.ts';
import type { Connection, Statement } from '../../database.ts';
import { DeploymentEntity } from '../../entity/deployment/deployment.entity.ts';
import { selectList } from '../select-list.ts';

/** The columns of a `Deployment`, of a table with the alias `t`. */
export const DEPLOYMENT_COLUMNS = selectList(DeploymentEntity, 't');

/** The queue that runs enter, with the path of its project; null = it belongs to none. */
export interface ServingQueue extends Pick<Queue, 'id' | 'projectId' | 'name' | 'state' | 'accepts' | 'version'> {
  readonly projectPath: string | null;
}

/** A deployment with what it serves. */
export interface ServedDeployment extends Deployment {
  readonly projectPath: string;
  /** The version of the workflow that it serves now. */
  readonly n: number;
  readonly document: GraphDocument;
  /** Its queue, or the one that graphs enter by default when that has been deleted. */
  readonly queue: ServingQueue;
}

const served = (condition: string): string => `SELECT ${DEPLOYMENT_COLUMNS}, p.path AS "projectPath", v.n, v.body #> '{tasks,0,spec,document}' AS document,
    jsonb_build_object('id', q.id, 'projectId', q.project_id, 'name', q.name, 'state', q.state, 'accepts', q.accepts, 'version', q.version, 'projectPath', (SELECT path FROM project WHERE project.id = q.project_id)) AS queue
  FROM deployment t JOIN project p ON p.id = t.project_id JOIN workflow w ON w.id = t.workflow_id JOIN workflow_version v ON v.workflow_id = w.id AND v.n = coalesce(t.workflow_n, w.latest)
    CROSS JOIN LATERAL (SELECT * FROM (SELECT own.*, 0 AS turn FROM queue own WHERE own.id = t.queue_id AND own.deleted_at IS NULL
      UNION ALL SELECT usual.*, 1 AS turn FROM queue usual WHERE usual.name = '${GRAPH_QUEUE}' AND usual.deleted_at IS NULL) x ORDER BY turn LIMIT 1) q
  WHERE t.deleted_at IS NULL AND ${condition}`;

const BY_NAME: Statement = { name: 'served-deployment-by-name', text: served('t.name = $1') };
const BY_ID: Statement = { name: 'served-deployment-by-id', text: served('t.id = $1') };
const DEFAULT: Statement = { name: 'served-deployment-default', text: served('t.is_default') };

/** The deployment of a name, or the default one for null. */
export async function servedByName(conn: Connection, name: string | null): Promise<ServedDeployment | undefined> {
  return (await (name === null ? conn.query<ServedDeployment>(DEFAULT, []) : conn.query<ServedDeployment>(BY_NAME, [name])))[0];
}

/** The deployment of an id. */
export async function servedById(conn: Connection, id: string): Promise<ServedDeployment | undefined> {
  return (await conn.query<ServedDeployment>(BY_ID, [id]))[0];
}

/** What of a served deployment decides what its runs are made of. */
export type ServedFacts = Pick<ServedDeployment, 'id' | 'version' | 'n'> & { readonly queue: Pick<ServingQueue, 'id' | 'version'> };

// Divides by zero unless all are as they were remembered and nothing is locked: what was sent behind it then fails with it, and nothing of it is kept.
const CONFIRM: Statement = {
  name: 'confirm-deployments',
  text: `SELECT 1 / (count(*) = cardinality($1::uuid[]) AND NOT ($6 AND EXISTS (SELECT 1 FROM lab_lock l WHERE l.until IS NULL OR l.until > now())))::int
    FROM unnest($1::uuid[], $2::int[], $3::int[], $4::uuid[], $5::int[]) AS x (id, version, n, queue_id, queue_version)
      JOIN deployment t ON t.id = x.id AND t.version = x.version JOIN workflow w ON w.id = t.workflow_id AND coalesce(t.workflow_n, w.latest) = x.n JOIN queue q ON q.id = x.queue_id AND q.version = x.queue_version
    WHERE t.id = ANY($1::uuid[]) AND t.deleted_at IS NULL AND q.id = ANY($4::uuid[]) AND q.deleted_at IS NULL`,
};

/** Rejects, see isUnconfirmed, unless these deployments and their queues are as they were read; with `unlocked` also when anything of the lab is locked. Hold the shared locks of the queues. */
export async function confirmServed(tx: Connection, deployments: readonly ServedFacts[], { unlocked }: { readonly unlocked: boolean }): Promise<void> {
  const each = [...new Map(deployments.map((one) => [`${one.id} ${one.version} ${one.n} ${one.queue.id} ${one.queue.version}`, one])).values()];
  await tx.query(CONFIRM, [each.map(({ id }) => id), each.map(({ version }) => version), each.map(({ n }) => n), each.map(({ queue }) => queue.id), each.map(({ queue }) => queue.version), unlocked]);
}
