// Apollo Server as it is set up here: nothing open that need not be, errors formatted with the request's own id.
import { ApolloServer, type ApolloServerPlugin, type GraphQLRequestContextWillSendResponse } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled, ApolloServerPluginSchemaReportingDisabled, ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { ApiContext } from '../context.ts';
import { API_ERROR_CODES, formatApiError } from '../error-format.ts';
import { levelForPlace } from '../event/place-asked.ts';
import { PARSE_OPTIONS, VALIDATION_RULES } from '../limit/validation-rules.ts';
import { httpStatus, type HttpStatusPolicy } from './http-status.ts';

/** Most errors that validation looks for in one document. */
export const MAX_VALIDATION_ERRORS = 20;

/** Telling a lost database from a bug. */
export type IsUnavailable = (error: unknown) => boolean;

/** How the server answers. */
export interface ApolloOptions {
  readonly isUnavailable: IsUnavailable;
  /** @default compatible */
  readonly status?: HttpStatusPolicy;
}

/** The server; `start` it before use. */
export function apolloServer(schema: GraphQLSchema, options: ApolloOptions): ApolloServer<ApiContext> {
  return new ApolloServer<ApiContext>({
    schema,
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    parseOptions: PARSE_OPTIONS,
    validationRules: [...VALIDATION_RULES],
    validationOptions: { maxErrors: MAX_VALIDATION_ERRORS },
    formatError: withoutContext,
    plugins: [
      errorPlugin(options),
      ApolloServerPluginCacheControlDisabled(), // it instruments every field: a third of the speed of lists
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}

// Errors before there is a context: their messages are Apollo's own about the request. Those with one are formatted below.
function withoutContext(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const code = formatted.extensions?.['code'];
  if (typeof code === 'string' && API_ERROR_CODES.has(code)) return { message: formatted.message, extensions: { code } };
  return { message: 'the server failed: tell its operator, the log says more', extensions: { code: 'INTERNAL' } };
}

function errorPlugin({ isUnavailable, status = 'compatible' }: ApolloOptions): ApolloServerPlugin<ApiContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation, operationName, contextValue }) {
          if (operation && contextValue.notes) contextValue.notes.operation = { name: operationName, kind: operation.operation };
          if (operation?.operation === 'subscription') throw notOverHttp();
          await levelForPlace(operation, contextValue);
        },
        async willSendResponse(request) {
          formatErrors(request, isUnavailable);
          setStatus(request, status);
        },
      };
    },
  };
}

// Apollo would execute it as a query, and our feeds have no answer to that.
function notOverHttp(): GraphQLError {
  return new GraphQLError('subscriptions are not answered over HTTP: open a WebSocket at this address with the sub-protocol graphql-transport-ws', { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
}

function formatErrors({ response, errors, contextValue }: GraphQLRequestContextWillSendResponse<ApiContext>, isUnavailable: IsUnavailable): void {
  if (response.body.kind !== 'single' || errors === undefined) return;
  const { requestId, log } = contextValue;
  const formatted = errors.map((error) => formatApiError(error, { requestId, log, isUnavailable }));
  response.body.singleResult.errors = formatted;
  for (const { extensions } of formatted) contextValue.notes?.codes.add(String(extensions?.['code']));
  if (formatted.some(({ extensions }) => extensions?.['code'] === 'UNAVAILABLE')) response.http.status = 503;
}

function setStatus({ request, response }: GraphQLRequestContextWillSendResponse<ApiContext>, policy: HttpStatusPolicy): void {
  if (response.body.kind !== 'single') return;
  const { errors = [], ...rest } = response.body.singleResult;
  const codes = errors.map(({ extensions }) => extensions?.['code']);
  const status = httpStatus(policy, { status: response.http.status, accept: request.http?.headers.get('accept') ?? '', hasData: 'data' in rest, codes });
  if (status !== undefined) response.http.status = status;
}
