// How many errors one answer holds: a page of a hundred rows may have one for each field.
import { GraphQLError } from 'graphql';

/** Most errors of an answer; the one that counts the rest comes on top. */
export const MAX_ERRORS = 25;

/** Most errors that are looked for in the variables of one operation. */
export const MAX_COERCION_ERRORS = 20;

/** The first errors, and how many more there are. Errors that say the very same in other places are one: a time that is over ends every field. */
export function cappedErrors(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  if (errors.length <= 1) return errors;
  const told = new Set<unknown>();
  const different = errors.filter((error) => error.extensions['code'] !== 'OPERATION_TIMEOUT' || (!told.has(error.message) && told.add(error.message)));
  if (different.length <= MAX_ERRORS) return different;
  const more = new GraphQLError(`${different.length - MAX_ERRORS} more errors are not shown: ask for fewer rows to see them`, { extensions: { code: 'LIMIT_EXCEEDED' } });
  return [...different.slice(0, MAX_ERRORS), more];
}
