// The projects that a caller may read, for statements that have to leave out all others.
import { decide, type Actor } from '../../domain/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Connection } from '../../store/database.ts';
import { projectBookOf } from '../../store/reach/project-book.ts';

/** Ids of the projects whose things a caller may read, what belongs to no project aside; null = everything. */
export type ProjectReach = readonly string[] | null;

/**
 * The reach of a caller, of all projects committed before the call; costs no statement for callers whose role holds everywhere. Throws
 * FORBIDDEN for one to whom no project is open, who may not even look at what all share.
 */
export async function projectReach(db: Connection, actor: Actor): Promise<ProjectReach> {
  if (actor.grants === null) return null;
  const mayRead = (path: string | null): boolean => decide(actor, { role: 'viewer', path }) === 'ALLOWED';
  if (!mayRead(null)) throw new DomainError('FORBIDDEN', `no project is open to ${actor.name}: ask an admin for a grant`);
  return projectsWhere(db, mayRead);
}

/** Ids of the projects whose path passes, of all that were committed before the call. */
export async function projectsWhere(db: Connection, passes: (path: string) => boolean): Promise<readonly string[]> {
  const book = projectBookOf(db);
  await book.level(db);
  return [...book.all()].flatMap(([id, path]) => (passes(path) ? [id] : []));
}
