// Which status an answer of GraphQL has: as the clients of today expect it, or as the draft of August 2026 has it.

/** `compatible` is what the audits of graphql-http ask for. */
export type HttpStatusPolicy = 'compatible' | 'draft2026';

/** An answer as the status is judged by. */
export interface StatusFacts {
  /** What GraphQL's own execution came to so far. */
  readonly status: number | undefined;
  readonly accept: string;
  readonly hasData: boolean;
  readonly codes: readonly unknown[];
}

/** The media type under which statuses tell of the operation, and not of the transport only. */
const RESPONSE_TYPE = 'application/graphql-response+json';
/** Data with errors, in the draft. */
export const PARTIAL = 294;
/** Understood as HTTP, not as an operation, in the draft. */
export const UNPROCESSABLE = 422;

/** The status to answer with; undefined leaves it as it is. */
export function httpStatus(policy: HttpStatusPolicy, facts: StatusFacts): number | undefined {
  return policy === 'draft2026' ? draftStatus(facts) : compatibleStatus(facts);
}

// Clients that know only application/json take any status but 200 for a broken transport, and do not read the errors.
function compatibleStatus({ status, accept, hasData }: StatusFacts): number | undefined {
  const isPlainJson = accept.includes('application/json') && !accept.includes(RESPONSE_TYPE);
  return isPlainJson && status === 400 && !hasData ? 200 : status;
}

function draftStatus({ status = 200, accept, hasData, codes }: StatusFacts): number {
  if (hasData) return codes.length > 0 && status === 200 && accept.includes(RESPONSE_TYPE) ? PARTIAL : status;
  // What cannot be parsed stays 400: it is no GraphQL at all.
  return status === 400 && !codes.includes('GRAPHQL_PARSE_FAILED') && !codes.includes('BAD_REQUEST') ? UNPROCESSABLE : status;
}
