// Whether a caller may read or change files of a project: the one decision, as errors.
import { type Actor, decide, requireRole, type Role } from '../../domain/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { notFound } from '../found.ts';

/** What is touched, and what it is called when it is hidden. */
export interface TouchedPlace {
  readonly role: Role;
  /** Path of the project. */
  readonly projectPath: string;
  readonly noun: string;
  readonly id: string;
  /** Where in the input it was named. */
  readonly at: readonly string[];
}

/** Throws FORBIDDEN when the caller may see the thing and no more, NOT_FOUND when for the caller it does not exist. */
export function requirePlace(actor: Actor, { role, projectPath, noun, id, at }: TouchedPlace): void {
  requireRole(actor, role);
  const decision = decide(actor, { role, path: projectPath });
  if (decision === 'HIDDEN') notFound(noun, id, at);
  if (decision === 'FORBIDDEN') throw new DomainError('FORBIDDEN', `this needs the role ${role} in the project ${projectPath}; ${actor.name} has less there: ask an admin`);
}
