// Mutations that are denied before they reach the engine go into the audit all the same.
import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { recordDenial } from '../../../engine/access/denial-book.ts';
import type { ApiContext } from '../context.ts';
import { parseGlobalId } from '../global-id.ts';

/** Wraps the mutations. An error that the engine has written down is not written twice. */
export function auditDeniedMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    if (field.resolve) field.resolve = audited(field.resolve as GraphQLFieldResolver<unknown, ApiContext>, field.name) as typeof field.resolve;
  }
  return schema;
}

function audited(resolve: GraphQLFieldResolver<unknown, ApiContext>, op: string): GraphQLFieldResolver<unknown, ApiContext> {
  return async (...call) => {
    try {
      return await resolve(...call);
    } catch (error) {
      const [, args, ctx] = call;
      await recordDenial(ctx.engine, contextOf(ctx, args), { op, input: named(args['input']), error });
      throw error;
    }
  };
}

function contextOf({ actor, origin }: ApiContext, args: Readonly<Record<string, unknown>>) {
  const { requestId } = (args['input'] ?? {}) as { readonly requestId?: string | null };
  return { actor, requestId: requestId ?? null, ...(origin ? { origin } : {}) };
}

/** The input with the ids that the engine knows, in place of the clients' ones. */
function named(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, typeof value === 'string' && key.endsWith('Id') ? (parseGlobalId(value)?.id ?? value) : value]));
}
