// Workflows and their versions, and projects, as commands see them.
import type { Project } from '../../domain/project.ts';
import type { Workflow, WorkflowVersion } from '../../domain/run/workflow.ts';
import type { Connection, Statement } from '../database.ts';

const WORKFLOW_COLUMNS = `id, project_id AS "projectId", name, description, latest, created_by AS "createdBy", created_at AS "createdAt", ord`;

const UPSERT: Statement = {
  name: 'upsert-workflow',
  text: `INSERT INTO workflow (id, project_id, name, description, created_by) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (project_id, name) DO UPDATE SET name = workflow.name RETURNING ${WORKFLOW_COLUMNS}`,
};

/** Finds or makes the workflow of a name and locks it. */
export async function lockWorkflowByName(tx: Connection, w: { id: string; projectId: string; name: string; description: string; createdBy: string | null }): Promise<Workflow> {
  return (await tx.query<Workflow>(UPSERT, [w.id, w.projectId, w.name, w.description, w.createdBy]))[0]!;
}

const INSERT_VERSION: Statement = {
  name: 'insert-workflow-version',
  text: `WITH w AS (UPDATE workflow SET latest = $2 WHERE id = $1) INSERT INTO workflow_version (workflow_id, n, body, sha, created_by) VALUES ($1, $2, $3, $4, $5)`,
};

/** Adds a version and makes it the latest. */
export async function insertVersion(tx: Connection, v: Omit<WorkflowVersion, 'createdAt'>): Promise<void> {
  await tx.query(INSERT_VERSION, [v.workflowId, v.n, JSON.stringify(v.body), v.sha, v.createdBy]);
}

const WORKFLOW_BY_ID: Statement = { name: 'workflow-by-id', text: `SELECT ${WORKFLOW_COLUMNS} FROM workflow WHERE id = $1` };

/** A workflow by its id. */
export async function workflowById(conn: Connection, id: string): Promise<Workflow | undefined> {
  return (await conn.query<Workflow>(WORKFLOW_BY_ID, [id]))[0];
}

const VERSION: Statement = {
  name: 'workflow-version',
  text: `SELECT workflow_id AS "workflowId", n, body, sha, created_by AS "createdBy", created_at AS "createdAt" FROM workflow_version WHERE workflow_id = $1 AND n = $2`,
};

/** One version of a workflow. */
export async function workflowVersion(conn: Connection, workflowId: string, n: number): Promise<WorkflowVersion | undefined> {
  return (await conn.query<WorkflowVersion>(VERSION, [workflowId, n]))[0];
}

/** Columns of a project in the shape of the domain record. */
export const PROJECT_COLUMNS = `id, path, description, tags, system_tags AS "systemTags", default_output AS "defaultOutput", created_by AS "createdBy", created_at AS "createdAt", updated_at AS "updatedAt"`;
const PROJECT_BY_ID: Statement = { name: 'project-by-id', text: `SELECT ${PROJECT_COLUMNS} FROM project WHERE id = $1` };
const PROJECT_BY_PATH: Statement = { name: 'project-by-path', text: `SELECT ${PROJECT_COLUMNS} FROM project WHERE path = $1 AND deleted_at IS NULL` };

/** A project by its id, also a deleted one: the log and what is judged by it know it still. */
export async function projectById(conn: Connection, id: string): Promise<Project | undefined> {
  return (await conn.query<Project>(PROJECT_BY_ID, [id]))[0];
}

/** A project by its path. */
export async function projectByPath(conn: Connection, path: string): Promise<Project | undefined> {
  return (await conn.query<Project>(PROJECT_BY_PATH, [path]))[0];
}
