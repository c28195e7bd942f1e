// How much what clients send as variables may hold, however it is put together.
import { GraphQLError } from 'graphql';
import { isTooDeep, TOO_DEEP } from './input-depth.ts';

/** Most values of all variables together, lists and objects included: checking each costs about a millisecond for ten thousand. */
export const MAX_INPUT_VALUES = 100_000;

/** Why the variables cannot be taken, or null. */
export function inputRefusal(variables: unknown): GraphQLError | null {
  if (hasTooMany(variables)) return limit(`the variables hold more than ${MAX_INPUT_VALUES} values: send less in one request`);
  return isTooDeep(variables) ? limit(TOO_DEEP) : null;
}

// Without recursion, and no further than the limit: what is beyond it is not worth a look.
function hasTooMany(variables: unknown): boolean {
  const open: unknown[] = [variables];
  let seen = 0;
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inner: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    seen += inner.length;
    if (seen > MAX_INPUT_VALUES) return true;
    for (const each of inner) if (typeof each === 'object') open.push(each);
  }
  return false;
}

function limit(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'LIMIT_EXCEEDED' } });
}
