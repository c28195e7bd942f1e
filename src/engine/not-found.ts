// How a command says that a thing does not exist; what its caller may not see is told in the same words.
import { DomainError } from '../domain/errors.ts';

/** Throws NOT_FOUND for a noun. */
export function notFound(noun: string, id: string, path: readonly string[]): never {
  throw new DomainError('NOT_FOUND', `there is no ${noun} ${String(id).slice(0, 100)}`, { path });
}
