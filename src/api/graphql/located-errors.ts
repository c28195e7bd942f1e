// Errors of callers keep the place in the answer where they happened.
import { GraphQLError, type GraphQLField, type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { DomainError } from '../../domain/errors.ts';

/**
 * Wraps what can meet a caller's error: root fields and fields with arguments. graphql takes any thrown error that has a `path`
 * for one it has located itself, and our errors have one (the place in the input); unwrapped they would lose the field's path.
 * Other fields stay as they are: a list of a hundred rows has thousands of them.
 */
export function locateErrors(schema: GraphQLSchema): GraphQLSchema {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) if (roots.has(type) || field.args.length > 0) wrap(field);
  }
  return schema;
}

function wrap(field: GraphQLField<unknown, unknown>): void {
  if (field.resolve) field.resolve = locating(field.resolve);
  if (field.subscribe) field.subscribe = locating(field.subscribe);
}

function locating(resolve: GraphQLFieldResolver<unknown, unknown>): GraphQLFieldResolver<unknown, unknown> {
  return (...call) => {
    try {
      const value: unknown = resolve(...call);
      return value instanceof Promise ? value.catch(rethrow) : value;
    } catch (error) {
      return rethrow(error);
    }
  };
}

function rethrow(error: unknown): never {
  throw error instanceof DomainError ? new GraphQLError(error.message, { originalError: error, extensions: { code: error.code } }) : error;
}
