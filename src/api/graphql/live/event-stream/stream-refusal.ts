// Why an event stream does not begin: the status, the code and what to do next.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import { DomainError } from '../../../../domain/errors.ts';
import { StreamError } from '../../../../events/stream-error.ts';
import { RETRY_AFTER_SECONDS } from '../live-limits.ts';

/** Status and headers of each code; a code that is not here is an error in the request. */
const STATUS: Readonly<Record<string, number>> = {
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  METHOD_NOT_ALLOWED: 405,
  // 410, for what the cursor pointed at is gone for good. Clients that know nothing but the status must not try the same again.
  CURSOR_EXPIRED: 410,
  LIMIT_EXCEEDED: 429,
  UNAVAILABLE: 503,
};
const BAD_REQUEST = 400;

const HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  UNAUTHORIZED: { 'www-authenticate': 'Bearer' },
  METHOD_NOT_ALLOWED: { allow: 'GET' },
  LIMIT_EXCEEDED: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  UNAVAILABLE: { 'retry-after': String(RETRY_AFTER_SECONDS) },
};

/** A refusal as it is answered. */
export interface StreamRefusal {
  readonly code: string;
  readonly message: string;
  /** Where in the request the fault is. */
  readonly path?: readonly string[];
  /** The oldest cursor that can still be read from. */
  readonly oldestCursor?: string;
}

/** The refusal an error means, or null for a bug. */
export function streamRefusal(error: unknown, isUnavailable: (error: unknown) => boolean): StreamRefusal | null {
  if (error instanceof DomainError) return { code: error.code, message: error.message, ...(error.path ? { path: error.path } : {}) };
  if (error instanceof StreamError) return ofStream(error);
  if (isUnavailable(error)) return { code: 'UNAVAILABLE', message: 'the server cannot reach its database; try again in a few seconds' };
  const code = error instanceof GraphQLError ? error.extensions['code'] : null;
  return error instanceof GraphQLError && typeof code === 'string' ? { code, message: error.message } : null;
}

/** Answers with a refusal, unless the client has left. */
export function answerRefusal(request: IncomingMessage, response: ServerResponse, refusal: StreamRefusal): void {
  if (response.destroyed || response.headersSent) return;
  const body = Buffer.from(`${JSON.stringify(refusal)}\n`);
  response.writeHead(STATUS[refusal.code] ?? BAD_REQUEST, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // What is left of a body that nobody reads would be taken for the next request.
    ...(request.complete ? {} : { connection: 'close' }),
    ...HEADERS[refusal.code],
  });
  response.end(body);
}

function ofStream({ code, message, cursor }: StreamError): StreamRefusal {
  if (code === 'MALFORMED') return { code: 'CURSOR_INVALID', message, path: ['after'] };
  return { code, message, ...(cursor === null ? {} : { oldestCursor: cursor }) };
}
