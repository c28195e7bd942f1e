// Whether a caller may store files in a project, asked before any of their bytes are read.
import { type Actor, requireRole } from '../../domain/access.ts';
import type { Connection } from '../../store/database.ts';
import { openProject } from '../../store/write/place/project-write.store.ts';
import { projectByPath } from '../../store/write/workflow-write.store.ts';
import { requireId, ROOT_PROJECT } from '../found.ts';
import { notFound } from '../not-found.ts';
import { requireAt } from '../place-check.ts';

/** Throws NOT_FOUND when there is no such project for the caller, and FORBIDDEN for who may not store there. Null is the root project. */
export async function requireUploadPlace(conn: Connection, actor: Actor, id: string | null): Promise<void> {
  requireRole(actor, 'operator');
  const path = ['projectId'];
  const found = id === null ? await projectByPath(conn, ROOT_PROJECT) : await openProject(conn, requireId('project', id, path));
  const project = found ?? notFound('project', id ?? ROOT_PROJECT, path);
  await requireAt(conn, actor, { role: 'operator', projectId: project.id, noun: 'project', id: id ?? ROOT_PROJECT, path });
}
