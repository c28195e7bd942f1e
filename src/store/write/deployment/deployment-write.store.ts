// Deployments as commands see them: one change at a time, made, changed, deleted.
import type { Deployment } from '../../../domain/deployment/deployment.ts';
import type { Connection, Statement } from '../../database.ts';
import { DEPLOYMENT_COLUMNS } from '../../read/deployment/served-deployment.store.ts';

const LOCK_ALL: Statement = { name: 'lock-deployments', text: `SELECT pg_advisory_xact_lock(hashtextextended('switchyard.deployments', 0))` };

/** Held while anything of a deployment changes: names and the mark of the default one are judged one change at a time. They are rare. */
export async function lockDeployments(tx: Connection): Promise<void> {
  await tx.query(LOCK_ALL, []);
}

const BY_NAME: Statement = { name: 'deployment-by-name', text: `SELECT ${DEPLOYMENT_COLUMNS} FROM deployment t WHERE t.name = $1 AND t.deleted_at IS NULL FOR NO KEY UPDATE` };
const BY_ID: Statement = { name: 'deployment-by-id', text: `SELECT ${DEPLOYMENT_COLUMNS} FROM deployment t WHERE t.id = $1 AND t.deleted_at IS NULL FOR NO KEY UPDATE` };
const DEFAULT: Statement = { name: 'deployment-default', text: `SELECT ${DEPLOYMENT_COLUMNS} FROM deployment t WHERE t.is_default AND t.deleted_at IS NULL FOR NO KEY UPDATE` };

/** Locks the deployment of a name. */
export async function deploymentByName(tx: Connection, name: string): Promise<Deployment | undefined> {
  return (await tx.query<Deployment>(BY_NAME, [name]))[0];
}

/** Locks the deployment of an id. */
export async function deploymentById(tx: Connection, id: string): Promise<Deployment | undefined> {
  return (await tx.query<Deployment>(BY_ID, [id]))[0];
}

/** Locks the default deployment. */
export async function defaultDeployment(tx: Connection): Promise<Deployment | undefined> {
  return (await tx.query<Deployment>(DEFAULT, []))[0];
}

/** A deployment to insert. */
export type NewDeployment = Omit<Deployment, 'createdAt' | 'updatedAt' | 'deletedAt' | 'version' | 'ord'>;

const INSERT: Statement = {
  name: 'insert-deployment',
  text: `INSERT INTO deployment (id, name, project_id, description, workflow_id, workflow_n, queue_id, is_default, result_ttl_seconds, timeout_seconds, memory_mib, created_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
};

/** Inserts a deployment; its name is free. */
export async function insertDeployment(tx: Connection, d: NewDeployment): Promise<void> {
  await tx.query(INSERT, [d.id, d.name, d.projectId, d.description, d.workflowId, d.workflowN, d.queueId, d.isDefault, d.resultTtlSeconds, d.timeoutSeconds, d.memoryMib, d.createdBy]);
}

/** What can be changed of a deployment. */
export type DeploymentState = Pick<Deployment, 'description' | 'workflowN' | 'queueId' | 'isDefault' | 'resultTtlSeconds' | 'timeoutSeconds' | 'memoryMib'>;

const UPDATE: Statement = {
  name: 'update-deployment',
  text: `UPDATE deployment SET description = $2, workflow_n = $3, queue_id = $4, is_default = $5, result_ttl_seconds = $6, timeout_seconds = $7, memory_mib = $8, updated_at = now(), version = version + 1 WHERE id = $1`,
};

/** Writes what can be changed of a locked deployment. */
export async function updateDeploymentRow(tx: Connection, id: string, d: DeploymentState): Promise<void> {
  await tx.query(UPDATE, [id, d.description, d.workflowN, d.queueId, d.isDefault, d.resultTtlSeconds, d.timeoutSeconds, d.memoryMib]);
}

const DELETE: Statement = { name: 'delete-deployment', text: 'UPDATE deployment SET deleted_at = now(), updated_at = now(), version = version + 1 WHERE id = $1' };

/** Marks a locked deployment as deleted: its name is free, and it is the default no more. */
export async function markDeploymentDeleted(tx: Connection, id: string): Promise<void> {
  await tx.query(DELETE, [id]);
}

const ANY_EVER: Statement = { name: 'any-deployment-ever', text: 'SELECT 1 FROM deployment LIMIT 1' };

/** Whether there has ever been a deployment, deleted ones among them. */
export async function hadDeployments(conn: Connection): Promise<boolean> {
  return (await conn.query(ANY_EVER, [])).length > 0;
}
