// How Apollo is handed an executor of ours: as the gateway to one schema, which is its own. All else (parsing, checks, errors) stays as it is.
import type { ApolloServerOptionsWithGateway, BaseContext } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { ApiContext } from '../context.ts';
import type { Execute } from '../execution/execute.ts';

type Gateway = ApolloServerOptionsWithGateway<BaseContext>['gateway'];

/** A gateway whose only service is this schema, executed here. Its errors pass through the formatting of all others. */
export function executedBy(schema: GraphQLSchema, execute: Execute): Gateway {
  return {
    onSchemaLoadOrUpdate(tell) {
      tell({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => {};
    },
    load: async () => ({
      executor: async ({ document, context, request, operationName }) =>
        ((context as ApiContext).foreseen?.result ?? execute({ schema, document, contextValue: context, variableValues: request.variables ?? null, operationName })) as ReturnType<typeof execute> & { data?: Record<string, unknown> },
    }),
    stop: async () => {},
  };
}
