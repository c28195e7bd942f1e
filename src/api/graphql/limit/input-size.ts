// How much what clients send as variables may hold, however it is put together.
import { GraphQLError } from 'graphql';
import { isTooDeep, TOO_DEEP } from './input-depth.ts';

/** Most values of all variables together, lists and objects included: checking each costs about a millisecond for ten thousand. */
export const MAX_INPUT_VALUES = 100_000;

/** Most variables of one operation; a document cannot define more. */
export const MAX_VARIABLES = 500;

/** Why the variables cannot be taken, or null. */
export function inputRefusal(variables: Readonly<Record<string, unknown>>): GraphQLError | null {
  if (countOf(variables, MAX_VARIABLES) > MAX_VARIABLES) return limit(`more than ${MAX_VARIABLES} variables were sent: leave out those that the operation does not define`);
  if (hasTooMany(variables)) return limit(`the variables hold more than ${MAX_INPUT_VALUES} values: send less in one request`);
  return isTooDeep(variables) ? limit(TOO_DEEP) : null;
}

// Without recursion, and no further than the limit: what is beyond it is not worth a look.
function hasTooMany(variables: object): boolean {
  const open: object[] = [variables];
  let seen = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    seen += Array.isArray(next) ? next.length : countOf(next, MAX_INPUT_VALUES);
    if (seen > MAX_INPUT_VALUES) return true;
    for (const value of Array.isArray(next) ? (next as readonly unknown[]) : Object.values(next)) if (typeof value === 'object' && value !== null) open.push(value);
  }
  return false;
}

// Not Object.keys: of a large object that would be a list as large.
function countOf(value: object, limit: number): number {
  let n = 0;
  for (const key in value) if (Object.hasOwn(value, key) && ++n > limit) break;
  return n;
}

function limit(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'LIMIT_EXCEEDED' } });
}
