// Projects as commands change them.
import type { Project } from '../../../domain/project.ts';
import type { Connection, Statement } from '../../database.ts';
import { PROJECT_COLUMNS } from '../workflow-write.store.ts';

/** A project to insert; what is absent is empty. */
export type NewProject = Pick<Project, 'id' | 'path'> & Partial<Pick<Project, 'description' | 'tags' | 'systemTags' | 'defaultOutput' | 'createdBy'>>;

const INSERT: Statement = {
  name: 'insert-project',
  text: `INSERT INTO project (id, path, description, tags, system_tags, default_output, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (path) WHERE deleted_at IS NULL DO NOTHING RETURNING id`,
};

/** Inserts a project; false when the path is taken. Waits for a transaction that is making the same one. */
export async function insertProject(tx: Connection, project: NewProject): Promise<boolean> {
  const { id, path, description = '', tags = [], systemTags = [], defaultOutput = null, createdBy = null } = project;
  return (await tx.query(INSERT, [id, path, description, tags, systemTags, defaultOutput, createdBy])).length === 1;
}

// The lock that the foreign keys of what is put into it take all the same: it waits for whoever deletes the project, who waits for it.
const OPEN_BY_ID: Statement = { name: 'open-project-by-id', text: `SELECT ${PROJECT_COLUMNS} FROM project WHERE id = $1 AND deleted_at IS NULL FOR KEY SHARE` };
const OPEN_BY_PATH: Statement = { name: 'open-project-by-path', text: `SELECT ${PROJECT_COLUMNS} FROM project WHERE path = $1 AND deleted_at IS NULL FOR KEY SHARE` };

/** A project into which something is put: it is not deleted before this transaction ends. Undefined when there is none. */
export async function openProject(tx: Connection, id: string): Promise<Project | undefined> {
  return (await tx.query<Project>(OPEN_BY_ID, [id]))[0];
}

/** The same by path. */
export async function openProjectByPath(tx: Connection, path: string): Promise<Project | undefined> {
  return (await tx.query<Project>(OPEN_BY_PATH, [path]))[0];
}

const LOCK: Statement = { name: 'lock-project', text: `SELECT ${PROJECT_COLUMNS} FROM project WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE` };

/** Locks a project to change it; what is put into it need not wait. */
export async function lockProject(tx: Connection, id: string): Promise<Project | undefined> {
  return (await tx.query<Project>(LOCK, [id]))[0];
}

const UPDATE: Statement = { name: 'update-project', text: 'UPDATE project SET description = $2, tags = $3, system_tags = $4, default_output = $5, updated_at = now() WHERE id = $1' };

/** Writes what can be changed of a locked project. */
export async function updateProjectRow(tx: Connection, project: Pick<Project, 'id' | 'description' | 'tags' | 'systemTags' | 'defaultOutput'>): Promise<void> {
  await tx.query(UPDATE, [project.id, project.description, project.tags, project.systemTags, project.defaultOutput]);
}

const LOCK_TREE: Statement = {
  name: 'lock-project-tree',
  text: `SELECT ${PROJECT_COLUMNS} FROM project WHERE (path = $1 OR starts_with(path, $1 || '/')) AND deleted_at IS NULL ORDER BY id FOR UPDATE`,
};

/** Locks a project and all below it to delete them: whoever is putting something into one is waited for, and whoever comes later waits. */
export async function lockProjectTree(tx: Connection, path: string): Promise<readonly Project[]> {
  return tx.query<Project>(LOCK_TREE, [path]);
}

/** What is in some projects; numbers stop at `COUNTED_CONTENTS`. */
export interface ProjectContents {
  readonly tasks: number;
  readonly models: number;
  readonly runs: number;
  readonly workflows: number;
  readonly files: number;
  readonly queues: number;
}

/** Where counts of contents stop: more is more than one transaction moves. */
export const COUNTED_CONTENTS = 10_001;

const counted = (from: string, living: string): string => `(SELECT count(*)::int FROM (SELECT 1 FROM ${from} WHERE project_id = ANY($1::uuid[])${living} LIMIT ${COUNTED_CONTENTS}) x)`;
const CONTENTS: Statement = {
  name: 'project-contents',
  text: `SELECT ${counted('task', ' AND deleted_at IS NULL')} AS tasks, ${counted('model', ' AND deleted_at IS NULL')} AS models, ${counted('run', ' AND deleted_at IS NULL')} AS runs,
    ${counted('workflow', '')} AS workflows, ${counted('file', ' AND deleted_at IS NULL')} AS files, ${counted('queue', ' AND deleted_at IS NULL')} AS queues`,
};

/** What is in projects, without what is below them. */
export async function contentsOf(conn: Connection, ids: readonly string[]): Promise<ProjectContents> {
  return (await conn.query<ProjectContents>(CONTENTS, [ids]))[0]!;
}

const MOVE_TASKS: Statement = {
  name: 'tasks-to-project',
  text: `WITH x AS MATERIALIZED (SELECT id FROM task WHERE project_id = ANY($1::uuid[]) AND deleted_at IS NULL ORDER BY id FOR UPDATE)
    UPDATE task SET project_id = $2, version = version + 1 WHERE id IN (SELECT id FROM x)`,
};
const MOVE_MODELS: Statement = {
  name: 'models-to-project',
  text: `WITH x AS MATERIALIZED (SELECT id FROM model WHERE project_id = ANY($1::uuid[]) AND deleted_at IS NULL ORDER BY id FOR UPDATE)
    UPDATE model SET project_id = $2, version = version + 1 WHERE id IN (SELECT id FROM x)`,
};
const MARK_DELETED: Statement = { name: 'delete-projects', text: 'UPDATE project SET deleted_at = now(), updated_at = now() WHERE id = ANY($1::uuid[])' };

/** Puts the tasks and models of locked projects into another one, and marks the projects as deleted: nothing finds them any more, and their paths are free. */
export async function dissolveProjects(tx: Connection, ids: readonly string[], into: string): Promise<void> {
  await tx.query(MOVE_TASKS, [ids, into]);
  await tx.query(MOVE_MODELS, [ids, into]);
  await tx.query(MARK_DELETED, [ids]);
}
