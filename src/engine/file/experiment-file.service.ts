// Files of experiments by their paths: which project one belongs to, storing, deleting.
import { decide, requireRole, type Actor } from '../../domain/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { experimentPath, idsInPath } from '../../domain/file/experiment-path.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { projectsOfTasks } from '../../store/reach/projects-of-tasks.store.ts';
import { projectById } from '../../store/write/workflow-write.store.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { deleteFile } from './change-file.service.ts';
import { readableFileAt } from './readable-file.ts';
import { storeFile } from './store-file.service.ts';

/** The store of such files. */
export const EXPERIMENT_STORE = 'CLEARML';

/** A file as it comes in: where to, what its sender calls it, and its bytes, read once. */
export interface ExperimentFile {
  readonly path: string;
  readonly contentType?: string | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Stores a file under its path; one that has the path gives way. It belongs to the project of the task that its path names, else to the
 * root project; a task that is hidden from the caller counts as none. Errors: those of `storeFile`, NOT_FOUND for a path that leaves the root.
 */
export async function storeExperimentFile(engine: Engine, context: CommandContext, { path: given, contentType, bytes }: ExperimentFile): Promise<{ readonly path: string; readonly outcome: CommandOutcome }> {
  const path = pathAt(given);
  const projectId = await projectOfPath(engine, context.actor, path);
  const name = path.slice(path.lastIndexOf('/') + 1).slice(-MAX_TAKEN_NAME);
  const outcome = await storeFile(engine, context, { store: EXPERIMENT_STORE, path, replace: true, name: name.toWellFormed(), contentType, projectId, bytes });
  return { path, outcome };
}

/** Deletes the file at a path; gives the path. Errors: NOT_FOUND, FORBIDDEN. */
export async function deleteExperimentFile(engine: Engine, context: CommandContext, given: string): Promise<string> {
  // Before it is looked for: who may delete nothing is told so whatever is there.
  requireRole(context.actor, 'operator');
  const path = pathAt(given);
  const { id } = await readableFileAt(engine, context.actor, { store: EXPERIMENT_STORE, path });
  await deleteFile(engine, context, { fileId: id });
  return path;
}

/** The path as it is kept. Throws NOT_FOUND for what names nothing or leaves the root. */
export function pathAt(given: string): string {
  const path = experimentPath(given);
  if (path === null) throw new DomainError('NOT_FOUND', `${JSON.stringify(given.slice(0, 200))} names no file: a path has parts between slashes, none of which is ".."`, { path: ['path'] });
  return path;
}

/** Longest end of a name that is kept, in characters: the file has its whole path besides. */
const MAX_TAKEN_NAME = 255;

async function projectOfPath({ db }: Engine, actor: Actor, path: string): Promise<string | undefined> {
  const ids = idsInPath(path);
  if (ids.length === 0) return undefined;
  const found = await projectsOfTasks(db, ids);
  const projectId = ids.map((id) => found.get(id)).find((id) => id !== undefined);
  if (projectId === undefined || actor.grants === null) return projectId;
  const project = await projectById(db, projectId);
  return project !== undefined && decide(actor, { role: 'viewer', path: project.path }) === 'ALLOWED' ? projectId : undefined;
}
