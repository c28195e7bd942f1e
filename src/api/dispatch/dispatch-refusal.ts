// Refusals of the dispatch protocol: the closed list of codes, each with its HTTP status, and which errors become which.
import type { DispatchError } from '../../domain/dispatch/protocol.ts';
import { DomainError, type ErrorCode } from '../../domain/errors.ts';

/** Why a call was refused. */
export type DispatchCode = DispatchError['code'];

/** The HTTP status of each code; runners decide by the code, proxies by the status. */
export const DISPATCH_STATUS: Readonly<Record<DispatchCode, number>> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  UNKNOWN_SESSION: 404,
  PROTOCOL: 409,
  TOO_LARGE: 413,
  UNAVAILABLE: 503,
};

/** Thrown inside the room; becomes the body of the answer. */
export class DispatchRefusal extends Error {
  override readonly name = 'DispatchRefusal';
  readonly code: DispatchCode;

  constructor(code: DispatchCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The refusal an error of the engine means, or null for a bug. `isUnavailable` knows the errors of a lost database. */
export function refusalFor(error: unknown, isUnavailable: (error: unknown) => boolean): DispatchRefusal | null {
  if (error instanceof DispatchRefusal) return error;
  if (error instanceof DomainError) return new DispatchRefusal(codeOf(error.code), error.message, { cause: error });
  if (!isUnavailable(error)) return null;
  return new DispatchRefusal('UNAVAILABLE', 'the server cannot reach its database, or the database took too long; try again in a moment', { cause: error });
}

// The only noun a runner names by itself is its session; queues and the like come with the session call, as input.
function codeOf(code: ErrorCode): DispatchCode {
  if (code === 'FORBIDDEN') return 'FORBIDDEN';
  if (code === 'LIMIT_EXCEEDED') return 'TOO_LARGE';
  return code === 'NOT_FOUND' || code === 'STALE' ? 'UNKNOWN_SESSION' : 'BAD_REQUEST';
}
