// Errors as clients see them: a closed code each, bugs masked and told to the log instead.
import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
import { DomainError, ERROR_CODES } from '../../domain/errors.ts';
import type { ApiLog } from './context.ts';

/** Every `extensions.code` there is. */
export const API_ERROR_CODES: ReadonlySet<string> = new Set([
  ...ERROR_CODES,
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'DOCUMENT_NOT_TRUSTED',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'INTERNAL',
  'LAGGED',
  'OPERATION_RESOLUTION_FAILURE',
  'OPERATION_TIMEOUT',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'RATE_LIMITED',
  'UNAUTHENTICATED',
  'UNAVAILABLE',
]);

const UNAVAILABLE = 'the database cannot be reached just now, or took too long: try again in a few seconds, with the same requestId';

/** What formatting needs to know about the call. */
export interface FormatOptions {
  readonly requestId: string;
  readonly log: ApiLog;
  /** Whether the error means that the database cannot be reached just now or has ended a transaction that took too long; none does when absent. */
  readonly isUnavailable?: (error: unknown) => boolean;
}

/** The error for the client. A bug becomes INTERNAL with the request's id, and is logged with its cause under the same id. */
export function formatApiError(error: GraphQLError, options: FormatOptions): GraphQLFormattedError {
  const cause = rootOf(error);
  if (cause instanceof DomainError) return shown(error, cause.message, { code: cause.code, ...(cause.path === null ? {} : { argumentPath: cause.path }) });
  if (options.isUnavailable?.(cause)) return shown(error, UNAVAILABLE, { code: 'UNAVAILABLE' });
  const { code } = error.extensions;
  if (typeof code === 'string' && API_ERROR_CODES.has(code)) return shown(error, withoutSuggestion(error.message), extensionsOf(error));
  if (isOfTheRequest(error, cause)) return shown(error, withoutSuggestion(error.message), { code: isOfVariables(error) ? 'BAD_USER_INPUT' : 'GRAPHQL_VALIDATION_FAILED' });
  options.log.error({ err: cause, requestId: options.requestId, path: error.path }, 'an operation met a fault of the server');
  return shown(error, `the server failed (request ${options.requestId}): tell its operator, the log says more`, { code: 'INTERNAL', requestId: options.requestId });
}

/** The error that was thrown, under whatever wrapped it. */
export function rootOf(error: GraphQLError): unknown {
  let root: unknown = error;
  while (root instanceof GraphQLError && root.originalError) root = root.originalError;
  return root;
}

// Without a path nothing of ours had run yet: parsing, validation and variables tell of the document only.
function isOfTheRequest(error: GraphQLError, cause: unknown): boolean {
  return error.path === undefined && cause instanceof GraphQLError;
}

// Their errors point at the definition of the variable; those of validation, which may too, come with their code.
function isOfVariables({ nodes }: GraphQLError): boolean {
  return nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;
}

function shown({ locations, path }: GraphQLError, message: string, extensions: Record<string, unknown>): GraphQLFormattedError {
  return { message, ...(locations ? { locations } : {}), ...(path ? { path } : {}), extensions };
}

// What helps to write a query by hand also tells strangers what the schema holds.
function withoutSuggestion(message: string): string {
  return message.replace(/ Did you mean [^?]*\?/g, '');
}

function extensionsOf({ extensions }: GraphQLError): Record<string, unknown> {
  const { stacktrace: _stack, http: _status, ...rest } = extensions;
  return rest;
}
