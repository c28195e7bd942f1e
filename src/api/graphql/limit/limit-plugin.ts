// The limits over HTTP: a plugin that brings Apollo the documents that were checked, and refuses in the place where it can answer.
import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { type DocumentNode, GraphQLError, parse } from 'graphql';
import { countedBy } from '../../../domain/call.ts';
import type { ApiContext } from '../context.ts';
import type { PreparedOperation } from '../live/operation-cache.ts';
import type { OperationLimits } from './operation-limits.ts';
import { billHeaders, rateHeaders } from './rate/rate-headers.ts';

/** Several errors thrown as one: Apollo sends one, whoever formats the answer sends them all. */
export class RefusedOperation extends GraphQLError {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[], status: number) {
    super(errors.map(({ message }) => message).join('; '), { extensions: { code: 'BAD_REQUEST', http: { status } } });
    this.errors = errors;
  }
}

/** The errors that were thrown as one. */
export function unbundled(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  return errors.flatMap((error) => (error instanceof RefusedOperation ? error.errors : [error]));
}

// Stands in for a document that is refused a moment later: Apollo parses and validates by itself when there is none.
const NOTHING: DocumentNode = parse('{ __typename }');

type Writable = { -readonly [K in 'document']?: GraphQLRequestContext<ApiContext>[K] };

/** The plugin. Apollo's own validation, and its memory of documents, are to be off. */
export function limitPlugin(limits: OperationLimits): ApolloServerPlugin<ApiContext> {
  return {
    async requestDidStart() {
      let prepared: PreparedOperation | readonly GraphQLError[] = [];
      return {
        // Errors of this hook would be faults of the server, so those of the document wait for the next.
        async didResolveSource(request) {
          prepared = request.contextValue.foreseen?.prepared ?? limits.operations.prepare(request.source, request.request.operationName ?? null);
          (request as Writable).document = 'document' in prepared ? prepared.document : NOTHING;
        },
        async didResolveOperation(request) {
          judge(limits, request, prepared);
        },
      };
    },
  };
}

function judge(limits: OperationLimits, request: Pick<GraphQLRequestContext<ApiContext>, 'request' | 'contextValue' | 'response'>, prepared: PreparedOperation | readonly GraphQLError[]): void {
  const { contextValue: context, response } = request;
  const counted = countedBy({ actor: context.actor, keyId: context.origin?.keyId ?? null });
  if (!('document' in prepared)) {
    limits.fine(counted);
    throw new RefusedOperation(prepared, 400);
  }
  const { document, operation } = prepared;
  const verdict = context.foreseen?.verdict ?? limits.judge({ document, operation, variables: request.request.variables ?? {}, actor: context.actor, countedBy: counted });
  const headers = verdict.ok ? billHeaders(verdict.bill) : verdict.standing ? rateHeaders(verdict.standing) : {};
  for (const [name, value] of Object.entries(headers)) response.http.headers.set(name, value);
  if (verdict.ok) return void (context.bill = verdict.bill);
  if (verdict.waitMs !== undefined) response.http.headers.set('retry-after', String(Math.ceil(verdict.waitMs / 1_000)));
  throw new RefusedOperation(verdict.errors, verdict.waitMs === undefined ? 400 : 429);
}
