// The project that a file is stored in, for a caller who may store there.
import type { Actor } from '../../domain/access.ts';
import type { Project } from '../../domain/project.ts';
import type { Connection } from '../../store/database.ts';
import { projectById, projectByPath } from '../../store/write/workflow-write.store.ts';
import { notFound, requireId, ROOT_PROJECT } from '../found.ts';
import { requirePlace } from './file-access.ts';

/** The project of an id, or the root project. Throws NOT_FOUND, and FORBIDDEN for who may only look at it. */
export async function uploadProject(conn: Connection, actor: Actor, id: string | null): Promise<Project> {
  const at = ['projectId'];
  const found = id === null ? await projectByPath(conn, ROOT_PROJECT) : await projectById(conn, requireId('project', id, at));
  const project = found ?? notFound('project', id ?? ROOT_PROJECT, at);
  requirePlace(actor, { role: 'operator', projectPath: project.path, noun: 'project', id: id ?? ROOT_PROJECT, at });
  return project;
}
