// Names of projects: `a/b` there is the path `/a/b` here, and the root project has none.
import { MAX_DEPTH, projectPathAt } from '../../../../domain/project-path.ts';
import { DomainError } from '../../../../domain/errors.ts';
import { ClearmlError } from '../clearml-error.ts';
import { MIN_NAME } from '../min-name.ts';

/** The path of a name, in which slashes without anything between them are one; throws DATA_VALIDATION and PROJECT_NAME for what can be none, PROJECT_DEPTH for too many levels. */
export function pathOfName(name: string): string {
  if ([...name].length < MIN_NAME) throw new ClearmlError('DATA_VALIDATION', `name: must have at least ${MIN_NAME} characters`);
  const parts = name.split('/').filter((part) => part !== '');
  if (parts.length === 0) throw new ClearmlError('PROJECT_NAME', 'name: must have something beside slashes');
  if (parts.length > MAX_DEPTH) throw new ClearmlError('PROJECT_DEPTH', `name: has ${parts.length} levels, at most ${MAX_DEPTH} are possible: leave some out`);
  try {
    return projectPathAt(`/${parts.join('/')}`, ['name']);
  } catch (error) {
    if (error instanceof DomainError) throw new ClearmlError('DATA_VALIDATION', error.message, { cause: error });
    throw error;
  }
}

/** The name of a path; null for the root project. */
export function nameOfPath(path: string): string | null {
  return path === '/' ? null : path.slice(1);
}
