// The ids of nouns without the schema builder's call of a class for each: a page of a hundred rows has a hundred of them.
import { type GraphQLSchema, isObjectType } from 'graphql';
import { NODE_TYPES, toGlobalId } from '../global-id.ts';

/** Gives every type with a global id the plainest resolver of it. Throws for a type that the schema does not have. */
export function resolveIdsPlainly(schema: GraphQLSchema): GraphQLSchema {
  for (const name of NODE_TYPES) {
    const type = schema.getType(name);
    const field = isObjectType(type) ? type.getFields()['id'] : undefined;
    if (!field) throw new Error(`the schema has no ${name} with an id`);
    field.resolve = ({ id }: { readonly id: string }) => toGlobalId(name, id);
  }
  return schema;
}
